package doppel.bindings.cudnn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations that are computed together, in one kernel if there is one.
 *
 * @param name for messages
 * @param operations each after those whose results it reads
 */
public record OperationGraph(String name, List<CudnnOperation> operations) {
    public OperationGraph {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) throw new IllegalArgumentException("cudnn graph " + name + ": no operation");
        Map<Long, CudnnTensor> byId = new LinkedHashMap<>();
        for (CudnnOperation operation : operations) {
            for (CudnnTensor tensor : operation.tensors()) {
                CudnnTensor other = byId.putIfAbsent(tensor.id(), tensor);
                if (other != null && other != tensor) {
                    throw new IllegalArgumentException("cudnn graph %s: two tensors of number %d, %s and %s"
                            .formatted(name, tensor.id(), other, tensor));
                }
            }
        }
    }

    /** One operation alone. */
    public static OperationGraph of(String name, CudnnOperation operation) {
        return new OperationGraph(name, List.of(operation));
    }

    /** What a run needs addresses for. */
    public List<CudnnTensor> tensorsInMemory() {
        return operations.stream()
                .flatMap(operation -> operation.tensors().stream())
                .filter(tensor -> !tensor.isVirtual())
                .distinct()
                .toList();
    }

    @Override
    public String toString() {
        return name + " " + operations;
    }
}
