import SluiceCommand

SluiceCommand.main(workflows: [OrderWorkflow.workflow])
