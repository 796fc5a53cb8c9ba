package io.exactlyonce.job.audit;

/** What the headers of one record prove. */
record Evidence(Stamp stamp, Origin origin) {}
