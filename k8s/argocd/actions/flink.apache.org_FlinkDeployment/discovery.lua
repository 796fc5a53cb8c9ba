-- Which actions the object at hand allows. The webhook judges what they write all the same.

local function get(value, ...)
  for _, key in ipairs({...}) do
    if type(value) ~= "table" then
      return nil
    end
    value = value[key]
  end
  return value
end

local hasJob = get(obj, "spec", "job") ~= nil
local isRunning = hasJob and get(obj, "status", "jobStatus", "state") == "RUNNING"
local isSuspended = get(obj, "spec", "job", "state") == "suspended"
local underPolicy = get(obj, "metadata", "labels", "exactlyonce.io/policy") ~= nil

return {
  ["savepoint"] = {
    ["iconClass"] = "fa fa-fw fa-save",
    ["displayName"] = "Savepoint",
    ["disabled"] = not isRunning,
  },
  ["suspend"] = {
    ["iconClass"] = "fa fa-fw fa-pause-circle",
    ["displayName"] = "Suspend with a savepoint",
    ["disabled"] = isSuspended or not isRunning,
  },
  ["resume"] = {
    ["iconClass"] = "fa fa-fw fa-play-circle",
    ["displayName"] = "Resume",
    ["disabled"] = not isSuspended,
  },
  ["acknowledge"] = {
    ["iconClass"] = "fa fa-fw fa-check",
    ["displayName"] = "Acknowledge a risk",
    ["disabled"] = not underPolicy,
    ["params"] = {{["name"] = "code"}, {["name"] = "reason"}},
  },
  ["recover"] = {
    ["iconClass"] = "fa fa-fw fa-undo",
    ["displayName"] = "Recover from a revision's newest snapshot",
    ["disabled"] = isRunning or not underPolicy,
    ["params"] = {{["name"] = "revision"}},
  },
}
