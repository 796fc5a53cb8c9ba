-- Starts the job from what it was suspended with; under a policy as a revision of its own.
obj.spec.job.state = "running"
return obj
