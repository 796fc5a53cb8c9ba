@NullMarked
package io.exactlyonce.job.commit;

import org.jspecify.annotations.NullMarked;
