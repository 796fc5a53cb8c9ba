package io.exactlyonce.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** JSON and Lua's values, translated as Argo CD does: null is nil, an empty table is an array. */
final class LuaJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private LuaJson() {}

    static LuaValue toLua(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                LuaTable table = new LuaTable();
                node.properties()
                        .forEach(entry -> table.set(entry.getKey(), toLua(entry.getValue())));
                yield table;
            }
            case ARRAY -> {
                LuaTable table = new LuaTable();
                for (int i = 0; i < node.size(); i++) {
                    table.set(i + 1, toLua(node.get(i)));
                }
                yield table;
            }
            case STRING -> LuaValue.valueOf(node.textValue());
            case NUMBER -> LuaValue.valueOf(node.doubleValue());
            case BOOLEAN -> LuaValue.valueOf(node.booleanValue());
            default -> LuaValue.NIL;
        };
    }

    static JsonNode toJson(LuaValue value) {
        return switch (value.type()) {
            case LuaValue.TTABLE -> ofTable(value.checktable());
            case LuaValue.TSTRING -> JSON.textNode(value.tojstring());
            case LuaValue.TNUMBER, LuaValue.TINT -> ofNumber(value.todouble());
            case LuaValue.TBOOLEAN -> JSON.booleanNode(value.toboolean());
            case LuaValue.TNIL -> JSON.nullNode();
            default -> throw new IllegalArgumentException("not JSON: " + value);
        };
    }

    private static JsonNode ofNumber(double number) {
        return number == Math.rint(number)
                ? JSON.numberNode((long) number)
                : JSON.numberNode(number);
    }

    private static JsonNode ofTable(LuaTable table) {
        LuaValue[] keys = table.keys();
        if (keys.length == table.length()) {
            ArrayNode array = JSON.arrayNode();
            for (int i = 1; i <= keys.length; i++) {
                array.add(toJson(table.get(i)));
            }
            return array;
        }
        ObjectNode object = JSON.objectNode();
        for (LuaValue key : keys) {
            if (key.type() != LuaValue.TSTRING) {
                throw new IllegalArgumentException("keys of two kinds: " + key);
            }
            object.set(key.tojstring(), toJson(table.get(key)));
        }
        return object;
    }
}
