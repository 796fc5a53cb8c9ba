package io.exactlyonce.operator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.exactlyonce.operator.cli.Finding.Verdict;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.plan.admission.FieldChange;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings for programs, as docs/reference/verify.md describes them: fields may come to it, none
 * changes or goes without a new version.
 */
final class JsonReport {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    // Whatever the encoding of the standard output is.
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build();

    private JsonReport() {}

    static String text(List<Finding> findings) {
        Map<String, Object> summary = new LinkedHashMap<>();
        Arrays.stream(Verdict.values())
                .forEach(
                        verdict ->
                                summary.put(
                                        TextReport.name(verdict),
                                        findings.stream()
                                                .filter(found -> found.verdict() == verdict)
                                                .count()));
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("version", VERSION);
        report.put("summary", summary);
        report.put("results", findings.stream().map(JsonReport::result).toList());
        try {
            return MAPPER.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report of our own cannot be written", e);
        }
    }

    private static Map<String, Object> result(Finding finding) {
        Manifest manifest = finding.subject().manifest();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("kind", manifest.kind());
        result.put("namespace", finding.subject().namespace());
        result.put("name", manifest.name());
        result.put("file", manifest.file());
        result.put("line", manifest.line());
        result.put("policy", finding.subject().policy());
        result.put("verdict", TextReport.name(finding.verdict()));
        result.put("changes", finding.changes().stream().map(JsonReport::change).toList());
        result.put("violations", violations(finding.judgement().refused()));
        result.put("accepted", violations(finding.judgement().accepted()));
        result.put("warnings", finding.judgement().warnings());
        return result;
    }

    private static Map<String, Object> change(FieldChange change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", change.path());
        if (change.from() != null) {
            fields.put("from", change.from());
        }
        if (change.to() != null) {
            fields.put("to", change.to());
        }
        return fields;
    }

    private static List<Map<String, Object>> violations(List<Violation> violations) {
        return violations.stream().map(JsonReport::violation).toList();
    }

    private static Map<String, Object> violation(Violation violation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", violation.code().id());
        fields.put("field", violation.field());
        fields.put("observed", violation.observed());
        fields.put("reason", violation.reason());
        fields.put("fix", violation.fix());
        fields.put("message", violation.message());
        return fields;
    }
}
