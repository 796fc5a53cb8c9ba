package io.exactlyonce.operator.storage;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** What a user is told of an error of S3. */
final class S3Errors {
    private static final int REDIRECTED = 300;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int OWN_FAULT = 500;

    private S3Errors() {}

    static StorageException reason(SdkException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageException ours) {
                return ours;
            }
        }
        if (error instanceof NoSuchBucketException) {
            return new StorageException(
                    "The bucket of spec.checkpoints.storage does not exist. Correct it, or"
                            + " spec.checkpoints.s3.endpoint",
                    error);
        }
        return error instanceof AwsServiceException answer
                ? answered(answer.statusCode(), error)
                : StorageException.outOfReach(
                        "The S3 service does not answer in time, or cannot be reached. It is tried"
                                + " again; check spec.checkpoints.s3.endpoint and network policies",
                        error);
    }

    private static StorageException answered(int status, SdkException error) {
        return status >= OWN_FAULT
                ? StorageException.outOfReach(
                        "The S3 service has an error of its own. It is tried again", error)
                : new StorageException(refused(status), error);
    }

    private static String refused(int status) {
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return "The S3 service refuses the keys of the policy. Correct them, or grant"
                    + " s3:GetObject and s3:ListBucket";
        }
        if (status == RANGE_NOT_SATISFIABLE) {
            return "A file of the snapshot is shorter than the snapshot says, so it is damaged";
        }
        if (status >= REDIRECTED && status < BAD_REQUEST) {
            return "The bucket lies in another region or at another endpoint. Set"
                    + " spec.checkpoints.s3.endpoint to that of its region";
        }
        return "The S3 service does not accept the request (HTTP " + status + ")";
    }
}
