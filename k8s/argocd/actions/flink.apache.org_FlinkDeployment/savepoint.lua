-- A savepoint of the running job, as an object of its own: spec.job.savepointTriggerNonce is deprecated since 1.10, and
-- would be a change of an object that Git owns. The files stay when the object goes.
--
-- A savepoint commits nothing: what it holds pending commits with the next checkpoint.
local os = require("os")

local snapshot = {
  apiVersion = "flink.apache.org/v1beta1",
  kind = "FlinkStateSnapshot",
  metadata = {
    name = obj.metadata.name .. "-" .. os.date("!%Y%m%d-%H%M%S"),
    namespace = obj.metadata.namespace,
    -- Shown below its deployment, never pruned, and gone with it.
    ownerReferences = {
      {apiVersion = obj.apiVersion, kind = obj.kind, name = obj.metadata.name, uid = obj.metadata.uid},
    },
  },
  spec = {
    backoffLimit = 0,
    jobReference = {kind = "FlinkDeployment", name = obj.metadata.name},
    savepoint = {alreadyExists = false, disposeOnDelete = false, formatType = "NATIVE"},
  },
}

return {{operation = "create", resource = snapshot}}
