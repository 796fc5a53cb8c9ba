/**
 * The hazards of exactly-once on a real broker with real jobs: first the harm as it comes about
 * without this project, then that it does not with it. Admission, controller and their adapters to
 * Kafka, Flink and storage are the operator's own; only the API server and the operator upstream
 * are played. May depend on everything.
 *
 * <table>
 *   <caption>Where each hazard is shown; (s) runs with the slow tests only</caption>
 *   <tr><td>H1 down for longer than the transaction timeout</td>
 *     <td>{@code DownTooLongTest}: recovery is held back; {@code LoudCommitTest} of the job: it
 *     stops until somebody accepts the loss</td></tr>
 *   <tr><td>H2 plain savepoint, then cancel or delete</td><td>{@code PlainSavepointTest} (s)</td>
 *   </tr>
 *   <tr><td>H3 resume after the ids have expired</td><td>{@code ForgottenIdTest} (s)</td></tr>
 *   <tr><td>H4 fork or rollback to an older savepoint</td><td>{@code OlderSnapshotTest} (s)</td>
 *   </tr>
 *   <tr><td>H5 a sink changes its uid</td><td>{@code ChangedSinkTest} (s); a start with empty
 *     state: {@code WithoutStateTest}</td></tr>
 *   <tr><td>H6 new prefix without state, or nobody after a kill</td>
 *     <td>{@code WithoutStateTest}</td></tr>
 *   <tr><td>H7 a revision dies before its first checkpoint</td><td>{@code DeadRevisionTest}</td>
 *   </tr>
 *   <tr><td>H8 one prefix is the start of another</td><td>{@code PrefixClashTest}</td></tr>
 *   <tr><td>H9 an id is reused after an older snapshot</td><td>{@code ReusedIdTest} (s)</td></tr>
 *   <tr><td>H10 every restore logs a loss</td><td>{@code LoudCommitTest} of the job, {@code
 *     aNormalRestoreIsALossInTheLogOfTheStockSinkOnly}</td></tr>
 *   <tr><td>H11 two live jobs, one prefix</td><td>{@code OnePrefixTest} (s)</td></tr>
 *   <tr><td>H12 transactions aborted by hand</td><td>{@code AbortedByHandTest} (s)</td></tr>
 *   <tr><td>H13 a timeout above the brokers' maximum</td><td>{@code TimeoutAboveBrokerTest}</td>
 *   </tr>
 *   <tr><td>H15 access rules for one revision</td><td>{@code NarrowAclTest} (s)</td></tr>
 *   <tr><td>H17 a clean-up takes what is pending</td><td>{@code PendingCommittableTest}, of a
 *     snapshot that another deployment is about to start from (s)</td></tr>
 *   <tr><td>H18 a consumer at the default isolation</td><td>{@code DefaultIsolationTest} (s)</td>
 *   </tr>
 *   <tr><td>H19 no checkpoint yet, then last-state fallback</td>
 *     <td>{@code NoCheckpointYetTest} (s)</td></tr>
 * </table>
 *
 * <p>Brokers that are down, refuse, or restart in mid-sweep: {@code BrokersInTroubleTest} (s). What
 * an idle deployment asks of them: {@code IdleDeploymentTest} (s).
 */
@NullMarked
package io.exactlyonce.sandbox.hazard;

import org.jspecify.annotations.NullMarked;
