package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.ledger.Origin;
import io.exactlyonce.job.audit.ledger.Stamp;
import io.exactlyonce.job.lane.LaneHeaders;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What the headers of one record prove. */
record Evidence(Stamp stamp, Origin origin) {
    static Evidence of(Headers headers) {
        List<byte[]> lanes = new ArrayList<>(1);
        List<byte[]> sequences = new ArrayList<>(1);
        List<byte[]> origins = new ArrayList<>(1);
        for (Header header : headers) {
            switch (header.key()) {
                case LaneHeaders.LANE -> lanes.add(value(header));
                case LaneHeaders.SEQUENCE -> sequences.add(value(header));
                case LaneHeaders.ORIGIN -> origins.add(value(header));
                default -> {
                    // Headers of the application.
                }
            }
        }
        return new Evidence(Stamp.of(lanes, sequences), Origin.of(origins));
    }

    private static byte[] value(Header header) {
        byte[] value = header.value();
        return value == null ? new byte[0] : value;
    }
}
