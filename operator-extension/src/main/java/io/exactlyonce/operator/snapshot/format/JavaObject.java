package io.exactlyonce.operator.snapshot.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps over one object in the Java Object Serialization Stream Protocol (chapter 6 of its
 * specification) by its grammar alone. Nothing is instantiated: the only thing wanted is where the
 * object ends, which tells a complete file from one that was cut.
 */
final class JavaObject {
    private static final int MAGIC_AND_VERSION = 0xaced0005;
    private static final int FIRST_HANDLE = 0x7e0000;
    private static final int NULL = 0x70;
    private static final int REFERENCE = 0x71;
    private static final int CLASS_DESCRIPTION = 0x72;
    private static final int OBJECT = 0x73;
    private static final int STRING = 0x74;
    private static final int ARRAY = 0x75;
    private static final int BLOCK_DATA = 0x77;
    private static final int END_OF_BLOCK = 0x78;
    private static final int LONG_BLOCK_DATA = 0x7a;
    private static final int ENUM = 0x7e;
    private static final int HAS_WRITE_METHOD = 1;
    private static final int SERIALIZABLE = 2;

    /**
     * A class as the stream describes it.
     *
     * @param flags of the protocol
     * @param fields type codes, in the order of their values
     * @param parent null if it has none
     */
    private record Description(
            String name, int flags, List<Integer> fields, @Nullable Description parent) {
        /** Classes from the topmost down, as their values follow each other. */
        List<Description> lineage() {
            List<Description> lineage = new ArrayList<>();
            for (Description each = this; each != null; each = each.parent) {
                lineage.add(0, each);
            }
            return lineage;
        }
    }

    private final ByteReader in;

    /** What was numbered so far; null for what is not a class. */
    private final List<@Nullable Description> handles = new ArrayList<>();

    private JavaObject(ByteReader in) {
        this.in = in;
    }

    /** Steps over an object, and returns the name of its class. */
    static String skip(ByteReader in) {
        if (in.int32() != MAGIC_AND_VERSION || in.unsignedByte() != OBJECT) {
            throw misunderstood();
        }
        return new JavaObject(in).object(0);
    }

    private String object(int depth) {
        Description type = description(depth);
        if (type == null) {
            throw misunderstood();
        }
        handles.add(null);
        for (Description each : type.lineage()) {
            if (each.flags() != SERIALIZABLE && each.flags() != (SERIALIZABLE | HAS_WRITE_METHOD)) {
                throw misunderstood();
            }
            each.fields().forEach(field -> value(field, depth));
            if ((each.flags() & HAS_WRITE_METHOD) != 0) {
                annotation(depth);
            }
        }
        return type.name();
    }

    private void value(int type, int depth) {
        switch (type) {
            case 'B', 'Z' -> in.skip(1);
            case 'C', 'S' -> in.skip(Character.BYTES);
            case 'I', 'F' -> in.skip(Integer.BYTES);
            case 'J', 'D' -> in.skip(Long.BYTES);
            case 'L', '[' -> content(in.unsignedByte(), depth + 1);
            default -> throw misunderstood();
        }
    }

    private void content(int tag, int depth) {
        if (depth > Limits.DEPTH) {
            throw misunderstood();
        }
        switch (tag) {
            case NULL -> {}
            case REFERENCE -> reference();
            case OBJECT -> object(depth);
            case STRING -> string();
            case ARRAY -> array(depth);
            case ENUM -> {
                description(depth);
                handles.add(null);
                content(in.unsignedByte(), depth + 1);
            }
            default -> throw misunderstood();
        }
    }

    private void string() {
        handles.add(null);
        in.skipText();
    }

    private void array(int depth) {
        Description type = description(depth);
        handles.add(null);
        if (type == null || type.name().length() < 2) {
            throw misunderstood();
        }
        int size = in.count();
        for (int i = 0; i < size; i++) {
            value(type.name().charAt(1), depth);
        }
    }

    private @Nullable Description description(int depth) {
        if (depth > Limits.DEPTH) {
            throw misunderstood();
        }
        return switch (in.unsignedByte()) {
            case NULL -> null;
            case REFERENCE -> {
                Description known = reference();
                if (known == null) {
                    throw misunderstood();
                }
                yield known;
            }
            case CLASS_DESCRIPTION -> newDescription(depth);
            default -> throw misunderstood();
        };
    }

    private Description newDescription(int depth) {
        String name = in.text();
        in.skip(Long.BYTES);
        int handle = handles.size();
        handles.add(null); // Not before it is complete: a class that is its own parent never ends.
        int flags = in.unsignedByte();
        int count = in.unsignedShort();
        List<Integer> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int type = in.unsignedByte();
            in.skipText();
            if (type == 'L' || type == '[') {
                content(in.unsignedByte(), depth + 1);
            }
            fields.add(type);
        }
        annotation(depth);
        Description description =
                new Description(name, flags, List.copyOf(fields), description(depth + 1));
        handles.set(handle, description);
        return description;
    }

    private void annotation(int depth) {
        for (int tag = in.unsignedByte(); tag != END_OF_BLOCK; tag = in.unsignedByte()) {
            switch (tag) {
                case BLOCK_DATA -> in.skip(in.unsignedByte());
                case LONG_BLOCK_DATA -> in.skip(in.count());
                default -> content(tag, depth + 1);
            }
        }
    }

    private @Nullable Description reference() {
        int index = in.int32() - FIRST_HANDLE;
        if (index < 0 || index >= handles.size()) {
            throw misunderstood();
        }
        return handles.get(index);
    }

    private static FormatException misunderstood() {
        return new FormatException("the properties at its end are not in a form that is known");
    }
}
