package io.exactlyonce.operator.policy;

/**
 * An environment variable of the job's containers that comes from a Secret.
 *
 * @param variable its name
 * @param secret where its value lies
 */
public record SecretVariable(String variable, SecretKey secret) {
    /** An entry of Flink's {@code kubernetes.env.secretKeyRef}; entries are joined by {@code ;}. */
    public String entry() {
        return "env:" + variable + ",secret:" + secret.name() + ",key:" + secret.key();
    }
}
