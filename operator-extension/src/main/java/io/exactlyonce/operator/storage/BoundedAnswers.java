package io.exactlyonce.operator.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Ends answers that are too long to be one. The client holds lists and errors in memory as a whole,
 * and which server answers is for whoever edits the policy to say.
 */
final class BoundedAnswers implements ExecutionInterceptor {
    /** A page lists 1,000 directories, with keys of up to 1,024 bytes, some of them escaped. */
    private static final long MOST = 8L << 20;

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean object =
                context.request() instanceof GetObjectRequest
                        && context.httpResponse().isSuccessful();
        return object ? context.responseBody() : context.responseBody().map(Bounded::new);
    }

    private static final class Bounded extends FilterInputStream {
        private long left = MOST;

        Bounded(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("The answer is longer than " + MOST + " bytes");
            }
            return read;
        }
    }
}
