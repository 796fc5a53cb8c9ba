package io.exactlyonce.sandbox.feed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a file of JSON lines: every line that is not blank becomes one record, byte for byte and
 * without the line end. Whether it is JSON at all is for the job to find out.
 */
final class JsonLinesReader implements RecordReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream input;

    JsonLinesReader(Path file) throws IOException {
        this.input = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        input.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(input.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            input.reset();
        }
    }

    @Override
    public Optional<byte[]> next() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (true) {
                int read = input.read();
                if (read >= 0 && read != '\n') {
                    line.write(read);
                    continue;
                }
                byte[] bytes = withoutCarriageReturn(line.toByteArray());
                if (!isBlank(bytes)) {
                    return Optional.of(bytes);
                }
                if (read < 0) {
                    return Optional.empty();
                }
                line.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] withoutCarriageReturn(byte[] line) {
        boolean ends = line.length > 0 && line[line.length - 1] == '\r';
        return ends ? Arrays.copyOf(line, line.length - 1) : line;
    }

    private static boolean isBlank(byte[] line) {
        for (byte character : line) {
            if (character != ' ' && character != '\t' && character != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
