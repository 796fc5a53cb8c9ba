package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.format.ByteSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A bucket of an S3 service. What its errors say is for nobody's status: only their kind is. */
final class S3Storage implements Storage {
    private final S3Client client;
    private final BooleanSupplier late;

    /**
     * @param client closed with this
     */
    S3Storage(S3Client client, BooleanSupplier late) {
        this.client = client;
        this.late = late;
    }

    @Override
    public <T> Optional<T> read(StoragePath path, Range range, Function<ByteSource, T> reader) {
        GetObjectRequest request =
                GetObjectRequest.builder()
                        .bucket(path.authority())
                        .key(key(path))
                        .range(
                                "bytes=%d-%d"
                                        .formatted(range.start(), range.start() + range.most() - 1))
                        .build();
        return asked(
                () -> {
                    ResponseInputStream<GetObjectResponse> object = client.getObject(request);
                    try {
                        return reader.apply(new StreamSource(object, range.most(), late));
                    } finally {
                        object.abort(); // Closing would read what nobody wants.
                    }
                });
    }

    @Override
    public List<String> checkpoints(StoragePath directory) {
        String parent = key(directory) + "/";
        ListObjectsV2Request request =
                ListObjectsV2Request.builder()
                        .bucket(directory.authority())
                        .prefix(parent + "chk-")
                        .delimiter("/")
                        .build();
        return asked(
                        () -> {
                            List<String> names = new ArrayList<>();
                            for (ListObjectsV2Response page :
                                    client.listObjectsV2Paginator(request)) {
                                for (CommonPrefix prefix : page.commonPrefixes()) {
                                    CheckpointName.add(name(prefix, parent), names);
                                }
                                if (late.getAsBoolean()) {
                                    throw StorageException.outOfReach(
                                            "The storage took too long to list checkpoints. It is"
                                                    + " tried again");
                                }
                            }
                            return names;
                        })
                .orElse(List.of());
    }

    private static String name(CommonPrefix prefix, String parent) {
        String key = prefix.prefix();
        return key.startsWith(parent) && key.endsWith("/")
                ? key.substring(parent.length(), key.length() - 1)
                : "";
    }

    @Override
    public Optional<Instant> written(StoragePath file) {
        return asked(
                () ->
                        client.headObject(head -> head.bucket(file.authority()).key(key(file)))
                                .lastModified());
    }

    private static <T> Optional<T> asked(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw S3Errors.reason(e);
        }
    }

    private static String key(StoragePath path) {
        return String.join("/", path.segments());
    }

    @Override
    public void close() {
        client.close();
    }
}
