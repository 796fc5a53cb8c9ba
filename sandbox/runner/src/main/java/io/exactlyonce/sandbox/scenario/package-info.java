/**
 * The story of one run: what happens to the job while records flow, told step by step and ended by
 * the verdict. Depends on all other packages; decides nothing about right and wrong itself.
 */
@NullMarked
package io.exactlyonce.sandbox.scenario;

import org.jspecify.annotations.NullMarked;
