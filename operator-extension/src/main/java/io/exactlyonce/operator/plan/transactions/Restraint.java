package io.exactlyonce.operator.plan.transactions;

/**
 * What keeps the controller from ending transactions that nobody will finish, in words fit for
 * users. What is to be changed follows from it: advice to do what is done already helps nobody.
 */
public sealed interface Restraint {

    /**
     * What to change, as a sentence without a full stop that an alternative may be added to.
     *
     * @param them the transactions: {@code it} or {@code them}
     * @param ended what would become of them: {@code aborted} or {@code committed}
     */
    String remedy(String them, String ended);

    /** Nothing does: they are being ended, as far as the brokers let it. */
    record None() implements Restraint {
        @Override
        public String remedy(String them, String ended) {
            return "The controller is at it: look at the conditions of the policy for what is in"
                    + " its way";
        }
    }

    /**
     * The policy wants them shown only.
     *
     * @param paused whether the deployment is paused as well
     */
    record Report(boolean paused) implements Restraint {
        @Override
        public String remedy(String them, String ended) {
            return "Set transactions.orphans of the policy to Fence"
                    + (paused ? ", and remove the annotation exactlyonce.io/paused," : "")
                    + goal(them, ended);
        }
    }

    /** The user keeps the controller from acting. */
    record Paused() implements Restraint {
        @Override
        public String remedy(String them, String ended) {
            return "The deployment is paused: remove the annotation exactlyonce.io/paused"
                    + goal(them, ended);
        }
    }

    /** The deployment is there, and not under our care any more. */
    record Released() implements Restraint {
        @Override
        public String remedy(String them, String ended) {
            return "The policy label was removed, so the operator leaves "
                    + them
                    + " alone: set the label again"
                    + goal(them, ended);
        }
    }

    /** What the policy wants is not known. */
    record NoPolicy() implements Restraint {
        @Override
        public String remedy(String them, String ended) {
            return "The policy is not there, or not valid: mend it" + goal(them, ended);
        }
    }

    /**
     * Something has to be found out, or to end, before it would be safe.
     *
     * @param why in words fit for users, as a clause without a full stop
     */
    record Unable(String why) implements Restraint {
        @Override
        public String remedy(String them, String ended) {
            return "The controller could not have "
                    + them
                    + " "
                    + ended
                    + " yet: "
                    + why
                    + ". See to that";
        }
    }

    private static String goal(String them, String ended) {
        return " to have " + them + " " + ended + " now";
    }
}
