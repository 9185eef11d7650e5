using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>A request and the status that it brings about.</summary>
/// <param name="Call">The method and the pattern of the call.</param>
/// <param name="Status">The status.</param>
/// <param name="Path">The path.</param>
internal sealed record RecordedCase(string Call, int Status, string Path)
{
    public string? Body { get; init; }

    public string Type { get; init; } = "application/json";

    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(new(Call.Split(' ')[0]), new Uri(Path, UriKind.Relative));
        if (Body is not null)
        {
            request.Content = new StringContent(Body, Encoding.UTF8, Type);
        }

        foreach (var (name, value) in new[] { ("If-Match", IfMatch), ("If-None-Match", IfNoneMatch) })
        {
            _ = value is not null && request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}

/// <summary>Each call of the API at each of its statuses, as an agent brings it about.</summary>
internal static class ApiCases
{
    private static readonly string TooLarge = new(' ', Limites.CorpsMax + 1);

    public static IEnumerable<RecordedCase> Of(RecordedMembers m) =>
        [.. Reads(m), .. Several(), .. Decisions(m), .. Quarantine(m), .. Payments()];

    private static IEnumerable<RecordedCase> Reads(RecordedMembers m)
    {
        var (a, none) = (RecordedMembers.Id(m.A), "00000000-0000-8000-8000-000000000000");
        (string Pattern, string Path)[] found =
        [
            ("/v1/adherents/{adherentId}/soins", "/v1/adherents/ENR-B/soins"),
            ("/v1/adherents/{adherentId}/synthese", "/v1/adherents/ENR-A/synthese?du=2025-10-01&au=2025-12-31"),
            ("/v1/adherents/{adherentId}/virements", "/v1/adherents/ENR-A/virements"),
            ("/v1/soins/{soinId}", $"/v1/soins/{a}"), ("/v1/soins/{soinId}/journal", $"/v1/soins/{a}/journal"),
            ("/v1/soins/{soinId}/fhir", $"/v1/soins/{a}/fhir"),
            ("/v1/soins/{soinId}/lignes", $"/v1/soins/{a}/lignes"), ("/v1/soins/{soinId}/decisions", $"/v1/soins/{a}/decisions"),
            ("/v1/virements/{virement}", $"/v1/virements/{RecordedMembers.Transfer}"), ("/v1/recherche", "/v1/recherche?q=12/10/2025"),
            ("/v1/acces", "/v1/acces?limite=200"), ("/v1/quarantaine", "/v1/quarantaine"),
            .. m.Messages.Select(id => ("/v1/quarantaine/{quarantaineId}", $"/v1/quarantaine/{id}")),
        ];
        foreach (var (pattern, path) in found)
        {
            yield return new("GET " + pattern, 200, path);
            yield return new("HEAD " + pattern, 200, path);
            if (!pattern.Contains("quarantaine", StringComparison.Ordinal))
            {
                yield return new("GET " + pattern, 304, path) { IfNoneMatch = "*" };
                yield return new("HEAD " + pattern, 304, path) { IfNoneMatch = "*" };
            }
        }

        foreach (var method in new[] { "GET", "HEAD" })
        {
            (string, int)[] ofReplaced = [("", 307), ("/journal", 200), ("/lignes", 307), ("/decisions", 307), ("/fhir", 307)];
            foreach (var (end, replaced) in ofReplaced)
            {
                yield return new($"{method} /v1/soins/{{soinId}}{end}", 404, $"/v1/soins/{none}{end}");
                yield return new($"{method} /v1/soins/{{soinId}}{end}", replaced, $"/v1/soins/{RecordedMembers.Id(m.Replaced)}{end}");
            }

            yield return new($"{method} /v1/virements/{{virement}}", 404, "/v1/virements/VIR-AUCUN");
            yield return new($"{method} /v1/quarantaine/{{quarantaineId}}", 404, "/v1/quarantaine/999999");
        }

        yield return new("GET /v1/flux", 403, "/v1/flux?limite=200");
    }

    private static IEnumerable<RecordedCase> Several()
    {
        const string Call = "POST /v1/adherents/soins", Path = "/v1/adherents/soins";
        yield return new(Call, 200, Path) { Body = """{"adherents":["ENR-A","ENR-C","ENR-E"]}""" };
        yield return new(Call, 400, Path) { Body = "{" };
        yield return new(Call, 413, Path) { Body = TooLarge };
        yield return new(Call, 415, Path) { Body = "{}", Type = "text/plain" };
    }

    private static IEnumerable<RecordedCase> Decisions(RecordedMembers m)
    {
        const string Call = "POST /v1/soins/{soinId}/decisions";
        string Path(JsonElement soin) => $"/v1/soins/{RecordedMembers.Id(soin)}/decisions";
        var (seen, note) = ($"\"{RecordedMembers.Tag(m.A)}\"", """{"type":"annoter","motif":"Vu."}""");
        RecordedCase To(int status, string? body, string? ifMatch, string type = "application/json") =>
            new(Call, status, Path(m.A)) { Body = body, IfMatch = ifMatch, Type = type };
        yield return To(201, note, seen);
        yield return To(200, note, seen);
        yield return To(200, """{"type":"annoter","motif":"Aperçu."}""", seen) with { Path = Path(m.A) + "?apercu=true" };
        yield return To(400, "{", seen);
        yield return To(404, note, seen) with { Path = "/v1/soins/00000000-0000-8000-8000-000000000000/decisions" };
        yield return To(409, """{"type":"accepterEcart","motif":"Vu."}""", seen);
        yield return To(412, """{"type":"annoter","motif":"Trop tard."}""", "\"77\"");
        yield return To(413, TooLarge, seen);
        yield return To(415, note, seen, "text/plain");
        yield return To(422, """{"type":"annoter","motif":""}""", seen);
        yield return To(428, note, null);
        yield return new(Call, 412, Path(m.Replaced)) { Body = note, IfMatch = "\"77\"" };
    }

    private static IEnumerable<RecordedCase> Quarantine(RecordedMembers m)
    {
        var (d, replayed) = (m.Messages[0], m.Messages[2]);
        var motif = """{"motif":"Vu."}""";
        foreach (var (verb, body, done) in new[] { ("rejouer", (string?)null, 422), ("ecarter", motif, 200) })
        {
            var call = $"POST /v1/quarantaine/{{quarantaineId}}/{verb}";
            RecordedCase To(int status, string? content, string? ifMatch, long id, string type = "application/json") =>
                new(call, status, $"/v1/quarantaine/{id}/{verb}") { Body = content, IfMatch = ifMatch, Type = type };
            yield return To(400, "{", "\"1\"", d);
            yield return To(404, body, "\"1\"", 999_999);
            yield return To(409, body, "\"2\"", replayed);
            yield return To(412, body, "\"77\"", d);
            yield return To(413, TooLarge, "\"1\"", d);
            yield return To(415, motif, "\"1\"", d, "text/plain");
            yield return To(428, body, null, d);
            yield return To(done, body, "\"1\"", verb == "rejouer" ? d : m.Messages[3]);
        }

        yield return new("POST /v1/quarantaine/{quarantaineId}/rejouer", 202, $"/v1/quarantaine/{d}/rejouer")
        {
            Body = QuarantineCalls.Corrected(RecordedMembers.Ro(3)),
            IfMatch = "\"1\"",
        };
        const string Many = "POST /v1/quarantaine/rejouer", ManyPath = "/v1/quarantaine/rejouer";
        yield return new(Many, 200, ManyPath) { Body = $$"""{"messages":[{"quarantaineId":{{m.Messages[1]}},"version":1}]}""" };
        yield return new(Many, 400, ManyPath) { Body = "{}" };
        yield return new(Many, 413, ManyPath) { Body = TooLarge };
        yield return new(Many, 415, ManyPath) { Body = "{}", Type = "text/plain" };
    }

    private static IEnumerable<RecordedCase> Payments()
    {
        foreach (var (stream, record) in new[]
        {
            ("ro", PaymentRecords.Ro("ENR-Z").ToJsonString()),
            ("complementaires", PaymentRecords.Complementaire("ENR-Z").ToJsonString()),
        })
        {
            RecordedCase To(int status, string body, string type = "application/json") =>
                new($"POST /v1/paiements/{stream}", status, $"/v1/paiements/{stream}") { Body = body, Type = type };
            yield return To(202, record);
            yield return To(400, "{");
            yield return To(413, TooLarge);
            yield return To(415, record, "text/plain");
            yield return To(422, """{"adherentId":"ENR-A"}""");
        }
    }
}
