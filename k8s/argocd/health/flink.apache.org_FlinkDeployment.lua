-- Health of a FlinkDeployment, of any team, under a policy or not. For upstream's operator 1.13 and later.
--
-- What its status means: observedGeneration says that work on a generation was begun, STABLE that the job was once seen
-- running, DEPLOYED that a deployment was created. None of them says that the job runs, or that it runs the spec of Git.
--
-- Argo CD gives scripts of argocd-cm no string library, so neither lastReconciledSpec nor status.error (JSON in strings)
-- is taken apart here: lifecycleState tells what matters of the first, the second is shown as it is.

local function get(value, ...)
  for _, key in ipairs({...}) do
    if type(value) ~= "table" then
      return nil
    end
    value = value[key]
  end
  return value
end

local function number(value)
  if type(value) == "number" then
    return value
  end
  return nil
end

local function text(value)
  if type(value) == "string" and value ~= "" then
    return value
  end
  return nil
end

local status = get(obj, "status")
local generation = number(get(obj, "metadata", "generation")) or 0
local observed = number(get(status, "observedGeneration"))
local lifecycle = text(get(status, "lifecycleState"))
local reconciliation = text(get(status, "reconciliationStatus", "state"))
local jobManager = text(get(status, "jobManagerDeploymentStatus"))
local job = text(get(status, "jobStatus", "state"))
local reported = text(get(status, "error"))
local wantsSuspended = get(obj, "spec", "job", "state") == "suspended"

local function answer(health, message)
  if reported ~= nil then
    message = message .. " Upstream reports: " .. reported
  end
  return {status = health, message = message}
end

-- With the fallback off, an upgrade waits for a savepoint, which only a running job can take.
local function waitsForSavepoint()
  local configuration = get(obj, "spec", "flinkConfiguration")
  local fallback = get(configuration, "kubernetes.operator.job.upgrade.last-state-fallback.enabled")
  if fallback == nil then
    fallback = get(configuration, "kubernetes", "operator", "job", "upgrade", "last-state-fallback", "enabled")
  end
  return get(obj, "spec", "job", "upgradeMode") == "savepoint"
    and reconciliation == "DEPLOYED"
    and (fallback == false or fallback == "false")
    and (job == "RESTARTING" or job == "FAILING" or jobManager == "ERROR" or jobManager == "MISSING")
end

local function notBegun()
  local begun = observed or 0
  local message = "Upstream has not begun with generation " .. generation .. "; it has acted on " .. begun .. "."
  if waitsForSavepoint() then
    return answer("Degraded", message .. " It waits for a savepoint that the job cannot take: job " .. (job or "unknown")
      .. ", JobManager " .. (jobManager or "unknown") .. ". Look at the TransactionLedger, which tells the way out.")
  end
  if reported ~= nil and job == "RUNNING" then
    return answer("Degraded", message .. " The job of the spec before runs on.")
  end
  if wantsSuspended then
    return answer("Progressing", message .. " The job is to be suspended.")
  end
  return answer("Progressing", message)
end

local function ofJob()
  if job == "RUNNING" then
    return answer("Healthy", "The job runs.")
  end
  if job == "FINISHED" then
    return answer("Healthy", "The job has finished.")
  end
  if job == "RESTARTING" or job == "FAILING" then
    return answer("Degraded", "The job is " .. job .. " after a failure: nothing is committed until it runs again.")
  end
  if job == "CANCELED" then
    return answer("Degraded", "The job was cancelled, and not by upstream's operator.")
  end
  return answer("Progressing", "The job is " .. (job or "not known yet") .. ".")
end

local function ofJobManager()
  if jobManager == "READY" then
    if get(obj, "spec", "job") == nil then
      return answer("Healthy", "The session cluster is ready.")
    end
    return ofJob()
  end
  if jobManager == "ERROR" or (jobManager == "MISSING" and reported ~= nil) then
    return answer("Degraded", "The JobManager is " .. jobManager .. ".")
  end
  return answer("Progressing", "The JobManager is " .. (jobManager or "not known yet") .. ".")
end

if get(obj, "metadata", "deletionTimestamp") ~= nil then
  return answer("Progressing", "Being deleted.")
end
if observed == nil and lifecycle == "FAILED" then
  return answer("Degraded", "Upstream refuses the spec; nothing was deployed.")
end
if observed == nil and wantsSuspended then
  return answer("Suspended", "Created suspended: nothing is deployed until spec.job.state is running.")
end
if observed == nil then
  return answer("Progressing", "Upstream has not begun with it.")
end
if observed < generation then
  return notBegun()
end
if reconciliation == "ROLLING_BACK" or reconciliation == "ROLLED_BACK" then
  return answer("Degraded", "Upstream went back to an earlier spec: what runs is not generation " .. generation
    .. ". Correct the spec.")
end
if reconciliation == "UPGRADING" then
  if reported ~= nil then
    return answer("Degraded", "The upgrade does not get on.")
  end
  return answer("Progressing", "Upgrading; JobManager " .. (jobManager or "unknown") .. ", job " .. (job or "unknown") .. ".")
end
if lifecycle == "SUSPENDED" then
  return answer("Suspended", "Suspended; it restores its state when spec.job.state is running.")
end
if lifecycle == "FAILED" or job == "FAILED" then
  return answer("Degraded", "The job failed for good.")
end
return ofJobManager()
