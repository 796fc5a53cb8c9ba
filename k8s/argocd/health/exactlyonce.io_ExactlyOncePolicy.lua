-- Health of an ExactlyOncePolicy: its condition Ready, if it speaks of the spec as it is now.
-- Unknown is what time may mend, such as brokers that do not answer; it is never shown as healthy.

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

local generation = get(obj, "metadata", "generation")
local conditions = get(obj, "status", "conditions")
local ready = nil
if type(conditions) == "table" then
  for _, condition in ipairs(conditions) do
    if get(condition, "type") == "Ready" then
      ready = condition
    end
  end
end

if get(obj, "metadata", "deletionTimestamp") ~= nil then
  return {status = "Progressing", message = "Being deleted."}
end
if ready == nil then
  return {status = "Progressing", message = "The exactly-once operator has not looked at it yet."}
end
local observed = get(ready, "observedGeneration")
if type(generation) == "number" and (type(observed) ~= "number" or observed < generation) then
  return {status = "Progressing", message = "The exactly-once operator has not looked at generation " .. generation .. " yet."}
end

local message = text(get(ready, "message")) or "No message."
local reason = text(get(ready, "reason")) or "No reason"
if get(ready, "status") == "True" then
  return {status = "Healthy", message = message}
end
if get(ready, "status") == "False" then
  return {status = "Degraded", message = reason .. ": " .. message}
end
return {status = "Progressing", message = reason .. ": " .. message}
