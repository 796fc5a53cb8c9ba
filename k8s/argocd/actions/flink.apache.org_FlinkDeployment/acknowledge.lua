-- Takes responsibility for a risk: adds "CODE: reason" to the annotation that the webhook reads. Take it away once the
-- change is through: it lets the next such change pass too.
local parameters = actionParams or {}
local code = parameters["code"]
local reason = parameters["reason"]
if code == nil or code == "" or reason == nil or reason == "" then
  error("Both are needed: code, as the refusal or the ledger shows it, and reason.")
end

if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
local annotations = obj.metadata.annotations
local entry = code .. ": " .. reason
local before = annotations["exactlyonce.io/accept"]
if before == nil or before == "" then
  annotations["exactlyonce.io/accept"] = entry
else
  annotations["exactlyonce.io/accept"] = before .. "\n" .. entry
end
return obj
