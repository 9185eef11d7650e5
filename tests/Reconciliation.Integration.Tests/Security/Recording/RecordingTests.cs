using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>An instance that serves the console too, with the members whom the tests look for.</summary>
public sealed class RecordingInstance : SharedInstance
{
    private readonly Lazy<Task<RecordedMembers>> _members;

    public RecordingInstance() => _members = new(async () => await RecordedMembers.CreateAsync(await StartAsync()));

    private protected override bool Console => true;

    /// <summary>The instance, and its members.</summary>
    internal async Task<(TestInstance Instance, RecordedMembers Members)> SeededAsync() => (await StartAsync(), await _members.Value);
}

/// <summary>
/// The record grows by a row that names the member whenever an answer to an agent holds something of that member: of every call of the API
/// and every page and form of the console, at every status. The calls are taken from the running instance, so that a new one fails until it
/// is tried here.
/// </summary>
public sealed partial class RecordingTests(RecordingInstance shared, ITestOutputHelper output) : IClassFixture<RecordingInstance>
{
    private static readonly string[] BeforeAnyUseCase = ["401", "403", "429", "500", "503"];

    [SkippableFact]
    public async Task Every_call_of_the_API_records_every_member_of_whom_its_answer_holds_something_at_every_status()
    {
        var (instance, members) = await shared.SeededAsync();
        var token = TestInstance.Token(null, [.. Scopes.All]);
        var cases = ApiCases.Of(members).ToList();
        cases.AddRange(Calls(instance).Select(c => new RecordedCase(c, 400, Filled(c, members) + "?inconnu=1")
        {
            Body = c.StartsWith("POST", StringComparison.Ordinal) ? "{}" : null,
            IfMatch = "\"1\"",
        }));
        var (held, rows) = (0, 0);
        foreach (var tried in cases)
        {
            var before = await LastAsync(instance);
            using var request = tried.Request();
            var answer = await instance.SendAsync(request, token);
            Assert.True(answer.Status == tried.Status, $"{tried.Call} {tried.Status}: {answer.Status} {answer.Text}");
            var (shown, recorded) = await CompareAsync(instance, $"{tried.Call} {tried.Status}", answer.Text, before);
            (held, rows) = (held + (shown > 0 ? 1 : 0), rows + recorded.Count);
        }

        var tries = cases.Select(c => (c.Call, c.Status)).ToHashSet();
        Assert.Empty((await DeclaredAsync(instance)).Where(d => !tries.Contains(d)).Select(d => $"{d.Call} {d.Status}"));
        Assert.Empty(Calls(instance).Except(cases.Select(c => c.Call)));
        Assert.True(held > 15, $"{held} answers hold something.");
        output.WriteLine($"{cases.Count} requests, {tries.Count} calls × statuses, {held} answers with data, {rows} rows");
    }

    [SkippableFact]
    public async Task Every_page_and_form_of_the_console_records_every_member_it_shows_and_under_a_reason()
    {
        var (instance, members) = await shared.SeededAsync();
        using var unreasoned = await ConsoleSession.SignInAsync(instance, "sans-motif");
        using var reasoned = await ConsoleSession.SignInAsync(instance, "avec-motif", "supervision");
        foreach (var soin in new[] { members.A, members.E, members.Replaced })
        {
            var given = await reasoned.PostAsync("/motif", ("retour", $"/soins/{RecordedMembers.Id(soin)}"), ("motif", "Appel"));
            Assert.True(given.Status == 302, given.Page);
        }

        var cases = await ConsoleCases.OfAsync(members, reasoned);
        var (held, rows, statuses) = (0, 0, new HashSet<(string, int)>(await ConsoleCases.OfSessionsAsync(instance, members)));
        foreach (var session in new[] { unreasoned, reasoned })
        {
            foreach (var tried in cases)
            {
                var before = await LastAsync(instance);
                var (status, page) = await tried.AskAsync(session);
                Assert.True(tried.Statuses.Contains(status), $"{tried.Call} {tried.Path}: {status} {page}");
                _ = session.Location?.Contains("/interdit", StringComparison.Ordinal) == true || statuses.Add((tried.Call, status));
                var (shown, recorded) = await CompareAsync(instance, $"{tried.Call} {status}", page + session.Location, before);
                Assert.All(recorded, r => Assert.True(r.Motif is not null || r.Action == "rechercher", $"{tried.Call} {status}: {r}"));
                (held, rows) = (held + (shown > 0 ? 1 : 0), rows + recorded.Count);
                held += await ShowsWhatCameOfItAsync(instance, session) ? 1 : 0;
            }
        }

        // OtherSiteTests tries what another site asks for; a stream lacks a place beyond 2 000 open pages only.
        var declared = ConsoleCalls.Of(instance).Where(d => d is not { IsGet: true, Status: 403 } || statuses.Contains((d.Call, 403)))
            .Where(d => d is not { Call: "GET /soins/{soinId:guid}/direct", Status: 204 })
            .Select(d => (d.Call, d.Status)).ToHashSet();
        Assert.Empty(declared.Except(statuses));
        Assert.Empty(statuses.Except(declared));
        Assert.True(held > 60, $"{held} pages hold something.");
        output.WriteLine($"{2 * cases.Count} requests, {statuses.Count} calls × statuses, {held} pages with data, {rows} rows");
    }

    // A form on several rows leads to the page that says what came of each.
    private static async Task<bool> ShowsWhatCameOfItAsync(TestInstance instance, ConsoleSession session)
    {
        if (session.Location is not { } location || !location.Contains("issue=", StringComparison.Ordinal))
        {
            return false;
        }

        var before = await LastAsync(instance);
        var (status, page) = await session.GetAsync(location);
        Assert.Equal(200, status);
        return (await CompareAsync(instance, $"GET {location}", page, before)).Shown > 0;
    }

    private static async Task<long> LastAsync(TestInstance instance) =>
        await instance.CountAsync("SELECT coalesce(max(acces_id), 0) FROM acces");

    private static async Task<(int Shown, IReadOnlyList<Row> Rows)> CompareAsync(
        TestInstance instance, string tried, string text, long before)
    {
        var rows = (await instance.RowsAsync("SELECT adherent_id, action, motif FROM acces WHERE acces_id > $1", before))
            .Select(r => new Row((string?)r[0], (string)r[1]!, (string?)r[2])).ToList();
        var shown = RecordedMembers.In(text);
        var missing = shown.Except(rows.Select(r => r.AdherentId).OfType<string>()).ToList();
        Assert.True(missing.Count == 0, $"{tried}: no row names {string.Join(", ", missing)}. {text}");
        return (shown.Count, rows);
    }

    private static List<string> Calls(TestInstance instance) =>
    [
        .. instance.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>() is not null
                && e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(m => $"{m} {Plain(e.RoutePattern.RawText!)}"))
            .Distinct(),
    ];

    // As the description writes it.
    private static string Plain(string pattern) => Constraint().Replace(pattern, "{$1}").TrimEnd('/');

    // The statuses that the service describes, but for those before any use case is reached and those that no agent can bring about.
    private static async Task<List<(string Call, int Status)>> DeclaredAsync(TestInstance instance)
    {
        var paths = (await instance.AskAsync(HttpMethod.Get, "/openapi/v1.json", null)).Json.GetProperty("paths");
        return
        [
            .. from path in paths.EnumerateObject()
               from call in path.Value.EnumerateObject()
               where path.Name.StartsWith("/v1/", StringComparison.Ordinal) && path.Name != "/v1/flux"
               from status in call.Value.GetProperty("responses").EnumerateObject()
               where !BeforeAnyUseCase.Contains(status.Name)
               select (
                   $"{call.Name.ToUpperInvariant()} {path.Name}",
                   int.Parse(status.Name, System.Globalization.CultureInfo.InvariantCulture)),
        ];
    }

    private static string Filled(string call, RecordedMembers members) => call.Split(' ')[1]
        .Replace("{adherentId}", "ENR-A", StringComparison.Ordinal)
        .Replace("{soinId}", RecordedMembers.Id(members.A), StringComparison.Ordinal)
        .Replace("{virement}", RecordedMembers.Transfer, StringComparison.Ordinal)
        .Replace("{quarantaineId}", "1", StringComparison.Ordinal);

    private sealed record Row(string? AdherentId, string Action, string? Motif);

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Constraint();
}
