/**
 * The input: files of records, and the producer that writes them to Kafka at a visible pace, with
 * aborted batches in between. Depends on Kafka's client and on the job's rules for reading records.
 */
@NullMarked
package io.exactlyonce.sandbox.feed;

import org.jspecify.annotations.NullMarked;
