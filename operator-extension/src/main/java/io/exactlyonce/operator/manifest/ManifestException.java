package io.exactlyonce.operator.manifest;

/** A text that is no JSON or YAML object; the message says where and is fit for users. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message continues a sentence that names the text, "is no JSON". */
    public ManifestException(String message) {
        super(message);
    }
}
