/** The sandbox's command line. Depends on the scenario and on what it is told with. */
@NullMarked
package io.exactlyonce.sandbox;

import org.jspecify.annotations.NullMarked;
