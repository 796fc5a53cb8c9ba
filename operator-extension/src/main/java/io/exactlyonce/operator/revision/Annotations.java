package io.exactlyonce.operator.revision;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.Set;

/** Our annotations on a FlinkDeployment. */
public final class Annotations {
    private static final String DOMAIN = "exactlyonce.io/";

    /** Ours: the incarnation, 8 characters. */
    public static final String INCARNATION = DOMAIN + "incarnation";

    /** Ours: number of the revision that the spec is. */
    public static final String REVISION = DOMAIN + "revision";

    /** Ours: greatest number ever given out; a skipped one is never used again. */
    public static final String HIGHEST_REVISION = DOMAIN + "highest-revision";

    /** Ours: what was added to the spec, one {@code key: value} a line. */
    public static final String INJECTED = FlinkDeployment.INJECTED_ANNOTATION;

    /**
     * Ours: the same of the revision that is deployed, with its number, as long as the spec is a
     * later one: a revert gets it back.
     */
    public static final String DEPLOYED = DOMAIN + "deployed";

    /**
     * Ours: which object was opted out, as {@code <uid>/<generation>}. Only that very object may be
     * taken back under its marks, and only an unchanged one under its number: a copy has another
     * uid, and a spec that was changed unseen another generation.
     */
    public static final String RELEASED = DOMAIN + "released";

    /** The user's: {@code restart} allows the one restart that adopting a running job takes. */
    public static final String ADOPT = DOMAIN + "adopt";

    /** The user's: any new value rolls out the policy as it is now, as a new revision. */
    public static final String ADOPT_POLICY = DOMAIN + "adopt-policy";

    /** The user's: {@code true} keeps the controller from acting; admission goes on. */
    public static final String PAUSED = DOMAIN + "paused";

    /** The user's: risks accepted, {@code EO1206: reason}, one a line or separated by ';'. */
    public static final String ACCEPT = DOMAIN + "accept";

    /** The user's: the revision whose newest snapshot the job is to be recovered from. */
    public static final String RECOVER = DOMAIN + "recover";

    /** Those that we write. A user's write never changes them. */
    public static final Set<String> OURS =
            Set.of(INCARNATION, REVISION, HIGHEST_REVISION, INJECTED, DEPLOYED, RELEASED);

    private Annotations() {}
}
