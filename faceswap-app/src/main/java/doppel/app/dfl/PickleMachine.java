package doppel.app.dfl;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stack machine of a pickle. Arrays and element types stay {@code Pending...} until the resolver makes values. */
final class PickleMachine {
    private static final int MAX_LONG_BYTES = 1024;
    /** In the memo where nothing was put; null there is None. */
    private static final Object UNSET = new Object();

    private final PickleSource in;
    private final PickleLimits limits;
    private final PickleCalls calls;
    private final List<@Nullable Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final List<@Nullable Object> memo = new ArrayList<>();
    private final Set<Object> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    private int pushed;

    PickleMachine(PickleSource in, PickleLimits limits) {
        this.in = in;
        this.limits = limits;
        this.calls = new PickleCalls(limits);
    }

    @Nullable Object run() throws IOException {
        if (in.u1() != 0x80) throw new PickleException("not a pickle of protocol 2 to 5");
        int protocol = in.u1();
        if (protocol < 2 || protocol > 5) throw new PickleException("protocol " + protocol + ", 2 to 5 are read");
        for (int opcode = in.u1(); opcode != '.'; opcode = in.u1()) step(opcode);
        return pop();
    }

    /** The containers that may lie in more than one place of the result. */
    Set<Object> shared() {
        return shared;
    }

    private void step(int opcode) throws IOException {
        switch (opcode) {
            case 0x80 -> in.u1(); // PROTO
            case 0x95 -> in.skipFrame(in.i8()); // FRAME
            case '(' -> mark();
            case '0' -> pop(); // POP
            case '1' -> popToMark(); // POP_MARK
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) in.u1()); // BININT1
            case 'M' -> push((long) in.u2()); // BININT2
            case 'J' -> push((long) in.i4()); // BININT
            case 0x8A -> push(integer(in.u1())); // LONG1
            case 0x8B -> push(integer(in.u4())); // LONG4
            case 'G' -> push(in.f8()); // BINFLOAT
            case 0x8C -> push(in.text(in.u1())); // SHORT_BINUNICODE
            case 'X' -> push(in.text(in.u4())); // BINUNICODE
            case 0x8D -> push(in.text(in.i8())); // BINUNICODE8
            case 'C' -> push(in.bytes(in.u1())); // SHORT_BINBYTES
            case 'B' -> push(in.bytes(in.u4())); // BINBYTES
            case 0x8E, 0x96 -> push(in.bytes(in.i8())); // BINBYTES8, BYTEARRAY8
            case ']' -> push(new ArrayList<>(0));
            case '}' -> push(new LinkedHashMap<>(0));
            case ')' -> push(PickleTuple.of());
            case 0x85 -> tuple(1);
            case 0x86 -> tuple(2);
            case 0x87 -> tuple(3);
            case 't' -> push(new PickleTuple(popToMark()));
            case 'a' -> append(popCount(1)); // APPEND
            case 'e' -> append(popToMark()); // APPENDS
            case 's' -> setItems(popCount(2)); // SETITEM
            case 'u' -> setItems(popToMark()); // SETITEMS
            case 'c' -> push(PickleGlobal.find(in.line(), in.line())); // GLOBAL
            case 0x93 -> stackGlobal();
            case 'R', 0x81 -> call(); // REDUCE, NEWOBJ
            case 'b' -> build();
            case 0x94 -> remember(memo.size()); // MEMOIZE
            case 'q' -> remember(in.u1()); // BINPUT
            case 'r' -> remember(in.u4()); // LONG_BINPUT
            case 'h' -> recall(in.u1()); // BINGET
            case 'j' -> recall(in.u4()); // LONG_BINGET
            default -> throw new PickleException("opcode 0x%02x is not allowed".formatted(opcode));
        }
    }

    private void push(@Nullable Object value) throws PickleException {
        if (++pushed > limits.objects()) throw new PickleException("more than " + limits.objects() + " values");
        stack.add(value);
    }

    private @Nullable Object pop() throws PickleException {
        if (stack.size() <= floor()) throw new PickleException("takes a value that is not there");
        return stack.removeLast();
    }

    private @Nullable Object top() throws PickleException {
        if (stack.size() <= floor()) throw new PickleException("takes a value that is not there");
        return stack.getLast();
    }

    /** Values below the innermost mark are out of reach. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.getLast();
    }

    private void mark() throws PickleException {
        if (marks.size() >= limits.objects()) throw new PickleException("more than " + limits.objects() + " marks");
        marks.add(stack.size());
    }

    private List<@Nullable Object> popToMark() throws PickleException {
        if (marks.isEmpty()) throw new PickleException("takes a mark that is not there");
        return cut(marks.removeLast());
    }

    private List<@Nullable Object> popCount(int count) throws PickleException {
        if (stack.size() - count < floor()) throw new PickleException("takes a value that is not there");
        return cut(stack.size() - count);
    }

    private List<@Nullable Object> cut(int from) {
        List<@Nullable Object> tail = stack.subList(from, stack.size());
        List<@Nullable Object> out = new ArrayList<>(tail);
        tail.clear();
        return out;
    }

    private void tuple(int count) throws PickleException {
        push(new PickleTuple(popCount(count)));
    }

    @SuppressWarnings("unchecked") // every list on the stack was made by EMPTY_LIST
    private void append(List<@Nullable Object> items) throws PickleException {
        if (!(top() instanceof ArrayList<?> list)) throw new PickleException("appends to what is not a list");
        ((List<@Nullable Object>) list).addAll(items);
    }

    @SuppressWarnings("unchecked") // every map on the stack was made by EMPTY_DICT
    private void setItems(List<@Nullable Object> items) throws PickleException {
        if (!(top() instanceof LinkedHashMap<?, ?> map))
            throw new PickleException("sets an item of what is not a dict");
        if (items.size() % 2 != 0) throw new PickleException("a dict key without a value");
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            if (key != null && !(key instanceof String) && !(key instanceof Number) && !(key instanceof Boolean))
                throw new PickleException("a dict key that is neither text nor number");
            ((Map<@Nullable Object, @Nullable Object>) map).put(key, items.get(i + 1));
        }
    }

    private void stackGlobal() throws PickleException {
        List<@Nullable Object> names = popCount(2);
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name))
            throw new PickleException("a global without a name");
        push(PickleGlobal.find(module, name));
    }

    private void call() throws PickleException {
        List<@Nullable Object> parts = popCount(2);
        if (!(parts.get(0) instanceof PickleGlobal global)) throw new PickleException("calls what is no function");
        if (!(parts.get(1) instanceof PickleTuple arguments)) throw new PickleException("calls without a tuple");
        push(calls.call(global, arguments.items()));
    }

    private void build() throws PickleException {
        Object state = pop();
        calls.build(top(), state);
    }

    private void remember(long index) throws PickleException {
        if (index >= limits.objects()) throw new PickleException("more than " + limits.objects() + " memo entries");
        while (memo.size() <= index) memo.add(UNSET);
        Object value = top();
        memo.set((int) index, value);
    }

    private void recall(long index) throws PickleException {
        Object value = index < memo.size() ? memo.get((int) index) : UNSET;
        if (value == UNSET) throw new PickleException("takes a memo entry that is not there");
        if (value instanceof List || value instanceof Map || value instanceof PickleTuple) shared.add(value);
        push(value);
    }

    private Object integer(long bytes) throws IOException {
        if (bytes > MAX_LONG_BYTES) throw new PickleException("an integer of " + bytes + " bytes");
        byte[] little = in.bytes(bytes);
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) big[i] = little[little.length - 1 - i];
        BigInteger value = big.length == 0 ? BigInteger.ZERO : new BigInteger(big);
        if (value.bitLength() < Long.SIZE) return value.longValue();
        return value;
    }
}
