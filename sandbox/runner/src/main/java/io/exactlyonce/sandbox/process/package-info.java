/**
 * Java processes: how one is started so that it dies with its parent, how it is killed, what memory
 * all of them take. Depends on the JDK only.
 */
@NullMarked
package io.exactlyonce.sandbox.process;

import org.jspecify.annotations.NullMarked;
