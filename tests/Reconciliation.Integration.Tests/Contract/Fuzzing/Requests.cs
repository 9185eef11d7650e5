using System.Text.Json.Nodes;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Integration.Tests.Contract.Fuzzing;

/// <summary>Makes up requests from the description, and from the ids, cursors and ETags of earlier answers.</summary>
/// <param name="values">Chance.</param>
/// <param name="description">The calls.</param>
internal sealed class Requests(Values values, Description description)
{
    private const int KnownMax = 200;

    private readonly Bodies _bodies = new(values);
    private readonly Dictionary<string, List<string>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);

    /// <summary>Remembers a value that a parameter of some name may hold.</summary>
    public void Learn(string parameter, string value)
    {
        if (!_known.TryGetValue(parameter, out var list))
        {
            _known[parameter] = list = [];
        }

        if (list.Count < KnownMax && !list.Contains(value))
        {
            list.Add(value);
        }
    }

    /// <summary>
    /// Remembers the version that a resource had: a call that acts on it states the version, and would be refused for most others.
    /// </summary>
    /// <param name="path">The resource, without a query.</param>
    /// <param name="etag">Its version.</param>
    public void LearnVersion(string path, string etag)
    {
        _versions[path] = etag;

        // The tag of a view names one soin at one version; a number may name a version of several messages.
        if (!etag.Contains('-', StringComparison.Ordinal))
        {
            Learn("If-Match", etag);
        }
    }

    /// <summary>A request for a call.</summary>
    /// <param name="call">The call.</param>
    public FuzzedRequest One(DescribedCall call) => values.Chance(0.2) ? WellMeant(call) : Any(call);

    // The request of a careful client, as far as earlier answers tell: without it the few calls that are hard to get right might never be.
    private FuzzedRequest WellMeant(DescribedCall call)
    {
        var path = call.Path;
        foreach (var name in Parameters(call, "path").Select(p => (string)p["name"]!))
        {
            var before = path[..path.IndexOf($"{{{name}}}", StringComparison.Ordinal)];
            var known = _known[name];
            var seen = known.Where(v => _versions.ContainsKey(before + v)).ToList();
            path = path.Replace($"{{{name}}}", Uri.EscapeDataString(values.One(seen.Count > 0 ? seen : known)), StringComparison.Ordinal);
        }

        var headers = Parameters(call, "header").Select(p => (string)p["name"]!).Where(n => n == "If-Match")
            .Select(n => (n, Version(path) ?? "\"1\""));
        var query = string.Join('&', Parameters(call, "query").Where(p => (bool?)p["required"] == true)
            .Select(p => $"{(string)p["name"]!}={Uri.EscapeDataString(Valid((string)p["name"]!, p["schema"]!))}"));
        return new(
            call, query.Length == 0 ? path : $"{path}?{query}", TestInstance.Token(null, values.One([.. call.Scopes])), [.. headers],
            _bodies.Example(call));
    }

    private FuzzedRequest Any(DescribedCall call)
    {
        var path = call.Path;
        foreach (var parameter in Parameters(call, "path"))
        {
            var name = (string)parameter["name"]!;
            path = path.Replace($"{{{name}}}", Uri.EscapeDataString(PathValue(name, parameter["schema"]!)), StringComparison.Ordinal);
        }

        return new(call, path + Query(call), Token(call), [.. Headers(call, path)], _bodies.One(call));
    }

    private string? Version(string path) => _versions.GetValueOrDefault(path[..path.LastIndexOf('/')]);

    private static IEnumerable<JsonNode> Parameters(DescribedCall call, string place) =>
        call.Parameters.Where(p => (string)p["in"]! == place);

    // No dots: a client takes them for steps, and asks for another path. No NUL: the server of HTTP refuses it before the service sees it.
    private string PathValue(string name, JsonNode schema)
    {
        var value = (values.Chance(0.8) ? Valid(name, schema) : values.Text()).Replace("\0", "", StringComparison.Ordinal);
        return value.Length == 0 || value.Trim('.').Length == 0 ? "x" : value;
    }

    private string Query(DescribedCall call)
    {
        var query = new List<string>();
        foreach (var parameter in Parameters(call, "query"))
        {
            if ((bool?)parameter["required"] == true ? values.Chance(0.95) : values.Chance(0.35))
            {
                var name = (string)parameter["name"]!;
                query.Add($"{name}={Uri.EscapeDataString(values.Chance(0.8) ? Valid(name, parameter["schema"]!) : values.Text())}");
            }
        }

        if (query.Count > 0 && values.Chance(0.03))
        {
            query.Add(query[0]);
        }

        if (values.Chance(0.03))
        {
            query.Add($"{Uri.EscapeDataString(values.Text())}=1");
        }

        return query.Count == 0 ? "" : "?" + string.Join('&', query);
    }

    private string? Token(DescribedCall call) => values.Below(20) switch
    {
        0 => null,
        1 => TestInstance.Token(null, values.One([.. Scopes.All])),
        2 => TestInstance.Token(null, "openid"),
        3 => TestInstance.Token(_known.GetValueOrDefault("adherentId")?[0] ?? "A1", [.. call.Scopes]),
        4 => "pas.un.jeton",
        _ => TestInstance.Token(null, values.One([.. call.Scopes])),
    };

    private IEnumerable<(string Name, string Value)> Headers(DescribedCall call, string path)
    {
        foreach (var parameter in Parameters(call, "header"))
        {
            if ((bool?)parameter["required"] == true ? values.Chance(0.9) : values.Chance(0.3))
            {
                var name = (string)parameter["name"]!;
                yield return (name, name == "If-Match" && Version(path) is { } version && values.Chance(0.8) ? version
                    : values.Chance(0.8) ? Valid(name, parameter["schema"]!) : Printable(values.Text()));
            }
        }

        // The live feed does not end: its answers have tests of their own.
        yield return ("Accept", values.One(["application/json", "*/*", "text/html", "application/json;q=0.5"]));
    }

    private string Valid(string name, JsonNode schema) =>
        _known.TryGetValue(name, out var list) && values.Chance(0.8) ? values.One(list)
        : description.Follow(schema)["type"]?.ToString() == "array" ? values.Valid(description.Follow(schema)["items"])?.ToString() ?? ""
        : values.Valid(schema)?.ToString() ?? "";

    // HTTP itself refuses the rest before the service sees it.
    private static string Printable(string text) => string.Concat(text.Where(c => c is > ' ' and < '\u007f'));
}
