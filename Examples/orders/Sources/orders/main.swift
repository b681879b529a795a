import OrderWorkflow
import SluiceCommand

SluiceCommand.main(workflows: [orderWorkflow])
