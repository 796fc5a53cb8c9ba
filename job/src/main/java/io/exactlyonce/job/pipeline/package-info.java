/**
 * What happens between source and sink: the pipelines of the runnable jar, behind one small
 * interface that ServiceLoader finds. Depends on records, lanes' headers and the configuration.
 */
@NullMarked
package io.exactlyonce.job.pipeline;

import org.jspecify.annotations.NullMarked;
