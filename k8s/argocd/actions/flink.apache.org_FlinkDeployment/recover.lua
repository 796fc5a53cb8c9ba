-- Starts a job that upstream waits for in vain, from the newest snapshot of a revision; the controller checks first what
-- would be lost or repeated, and says so in the ledger.
local revision = (actionParams or {})["revision"]
if revision == nil or revision == "" then
  error("revision is needed, as the ledger shows it: r000002")
end

if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["exactlyonce.io/recover"] = revision
return obj
