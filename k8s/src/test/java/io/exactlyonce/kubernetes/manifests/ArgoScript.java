package io.exactlyonce.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;

/**
 * A Lua script as Argo CD runs it from {@code argocd-cm}: the libraries base, package and table,
 * {@code require("os")} with {@code time} and {@code date} alone, no string library, the object in
 * {@code obj} (util/lua/lua.go of Argo CD 3.5). What Lua 5.2 has and gopher-lua (5.1) has not is
 * taken away.
 *
 * @param source the script
 */
record ArgoScript(String source) {
    /** What {@code os.date} answers here, whatever the format. */
    static final String NOW = "20261122-150000";

    /** Argo CD ends a script after a second. */
    JsonNode on(JsonNode object) {
        return run(object, LuaValue.NIL);
    }

    /** An action with the parameters that a person entered; Argo CD before 3.1 has none. */
    JsonNode on(JsonNode object, Map<String, String> parameters) {
        LuaTable table = new LuaTable();
        parameters.forEach((name, value) -> table.set(name, LuaValue.valueOf(value)));
        return run(object, table);
    }

    private JsonNode run(JsonNode object, LuaValue parameters) {
        Globals globals = new Globals();
        globals.load(new BaseLib());
        globals.load(new PackageLib());
        globals.load(new TableLib());
        LoadState.install(globals);
        LuaC.install(globals);
        globals.set("rawlen", LuaValue.NIL);
        globals.get("table").set("pack", LuaValue.NIL);
        globals.get("table").set("unpack", LuaValue.NIL);
        globals.get("package").get("preload").set("os", safeOs());
        globals.set("obj", LuaJson.toLua(object));
        globals.set("actionParams", parameters);
        return LuaJson.toJson(globals.load(source, "script").call());
    }

    private static OneArgFunction safeOs() {
        LuaTable os = new LuaTable();
        os.set("time", new Answer(LuaValue.valueOf(1_795_359_600)));
        os.set("date", new Answer(LuaValue.valueOf(NOW)));
        return new Answer(os);
    }

    private static final class Answer extends OneArgFunction {
        private final LuaValue value;

        Answer(LuaValue value) {
            this.value = value;
        }

        @Override
        public LuaValue call(LuaValue ignored) {
            return value;
        }
    }
}
