-- Health of a TransactionLedger. Its conditions speak of the FlinkDeployment: observedGeneration is the deployment's, not
-- the ledger's, so there is no generation to compare here.

local function get(value, ...)
  for _, key in ipairs({...}) do
    if type(value) ~= "table" then
      return nil
    end
    value = value[key]
  end
  return value
end

local function text(value)
  if type(value) == "string" and value ~= "" then
    return value
  end
  return nil
end

local function condition(name)
  local conditions = get(obj, "status", "conditions")
  if type(conditions) == "table" then
    for _, one in ipairs(conditions) do
      if get(one, "type") == name then
        return one
      end
    end
  end
  return nil
end

local function is(name, status)
  return get(condition(name), "status") == status
end

local function answer(health, name)
  local one = condition(name)
  return {
    status = health,
    message = (text(get(one, "reason")) or name) .. ": " .. (text(get(one, "message")) or "No message."),
  }
end

-- Somebody wanted it so: the job is stopped with its state, has not been started yet, or has come to its end.
local STOPPED = {SuspendedBySavepoint = true, SuspendedByLastState = true, ReadyToRun = true}

local phase = get(obj, "status", "phase")
if phase == "Gone" then
  -- Nothing lacks a deployment that was deleted; what it lost or left open stays worth a look.
  if is("TransactionsClean", "False") then
    return answer("Degraded", "TransactionsClean")
  end
  return {status = "Healthy", message = "The deployment is deleted; the ledger is kept until its transactions are over."}
end
if condition("Ready") == nil then
  return {status = "Progressing", message = "The exactly-once operator has not looked at it yet."}
end
if is("Stalled", "True") then
  return answer("Degraded", "Stalled")
end
for _, name in ipairs({"TransactionsClean", "TimeoutsSafe", "CheckpointingHealthy", "ExactlyOnce"}) do
  -- While something is under way, exactly-once cannot have been seen in effect yet.
  if is(name, "False") and not (name == "ExactlyOnce" and not is("Ready", "True")) then
    return answer("Degraded", name)
  end
end
if is("Ready", "True") then
  return answer("Healthy", "Ready")
end
if STOPPED[get(condition("Ready"), "reason")] then
  return answer("Suspended", "Ready")
end
if get(condition("Ready"), "reason") == "Finished" then
  return answer("Healthy", "Ready")
end
return answer("Progressing", "Ready")
