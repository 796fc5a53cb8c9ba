package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.snapshot.Committable;
import java.util.Optional;

/**
 * Tells transactions of Kafka from what other sinks commit. Nothing in a snapshot names the
 * connector, so others have to be recognised by their own marks: what is merely not like Kafka's
 * could be one of Kafka's that is damaged, or written by a connector to come.
 */
final class KafkaCommittables {
    /** Of {@code KafkaCommittableSerializer} in every connector from 1.14 to 5.0. */
    private static final int KAFKA_VERSION = 1;

    /** Of {@code FileSinkCommittableSerializer}, versions 1 and 2; as Kafka's, the id is absurd. */
    private static final int FILE_MAGIC = 0x1e765c80;

    private static final int NEWEST_FILE_VERSION = 2;

    private KafkaCommittables() {}

    /**
     * Reads to the end.
     *
     * @param version of the serializer
     * @return empty if it belongs to a sink that is known, and is not Kafka's
     */
    static Optional<Committable> read(int version, ByteReader in) {
        try {
            return known(version, in);
        } catch (FormatException e) {
            throw foreign(); // It ends elsewhere than one of Kafka would.
        }
    }

    private static Optional<Committable> known(int version, ByteReader in) {
        int first = in.int32();
        if (first == FILE_MAGIC && version >= 1 && version <= NEWEST_FILE_VERSION) {
            in.skipRest();
            return Optional.empty();
        }
        if (version != KAFKA_VERSION) {
            throw foreign();
        }
        int epoch = first >> Short.SIZE;
        long producerId =
                (long) (first & 0xffff) << 48
                        | (long) in.unsignedShort() << 32
                        | in.int32() & 0xffffffffL;
        String transactionalId = in.text();
        if (epoch < 0 || producerId < 0 || transactionalId.isEmpty() || !in.atEnd()) {
            throw foreign();
        }
        return Optional.of(new Committable(transactionalId, producerId, epoch));
    }

    private static FormatException foreign() {
        return new FormatException(
                "a committer holds what is neither a transaction of Kafka nor of a file sink, so"
                        + " nobody can tell whether transactions are among it. Keep sinks of other"
                        + " connectors in a job of their own");
    }
}
