using System.Globalization;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.ConsolePages;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>
/// The reason for which a message leaves quarantine is judged once: what one way refuses all refuse, nothing is done, nothing of it is
/// kept or repeated, and a replay that is refused for it is counted.
/// </summary>
public sealed class SettleMotifTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    private static int _messages;

    public static TheoryData<string> Invalid =>
    [
        "Vu 185057800608491", "Vu 1 85 05 78 006 084 91", "1850578006084", "n°1/85/05/78/006/084/91", "Vu １８５０５７８００６０８４９１",
        "\u200b", "\u00ad", "\u2800", "a\u0007b", "\u202egauche", new('m', Limites.MotifMax + 1),
    ];

    [SkippableTheory]
    [MemberData(nameof(Invalid))]
    public async Task What_is_no_reason_is_refused_by_every_way_done_by_none_and_counted(string motif)
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("MOTIF-Q", Interlocked.Increment(ref _messages)).WithRaw("taux", "170"));
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        using var replays = new Measured(instance, "reconciliation.quarantaine.rejeux");
        var body = JsonSerializer.Serialize(new { motif });
        (string Way, int Replays, Func<Task<(int Status, string Text)>> Ask)[] ways =
        [
            ("rejouer", 1, async () => Of(await instance.ReplayAsync(id, body: body))),
            ("écarter", 0, async () => Of(await instance.PostAsAgentAsync($"/v1/quarantaine/{id}/ecarter", body, "\"1\""))),
            ("plusieurs", 2, async () => Of(await instance.PostAsAgentAsync("/v1/quarantaine/rejouer", JsonSerializer.Serialize(
                new { motif, messages = new[] { new { quarantaineId = id, version = 1 }, new { quarantaineId = 1L, version = 1 } } })))),
            ("filtre", 1, async () => Of(await instance.PostAsAgentAsync(
                "/v1/quarantaine/rejouer", JsonSerializer.Serialize(new { motif, filtre = new { part = "ro" } })))),
            ("page", 1, () => console.PostAsync($"/quarantaine/{id}", ("action", "rejouer"), ("version", "1"), ("motif", motif))),
            ("page, écarter", 0, () => console.PostAsync($"/quarantaine/{id}", ("action", "ecarter"), ("version", "1"), ("motif", motif))),
            ("liste", 1, () => console.PostAsync(
                "/a-traiter/quarantaine", ("action", "rejouer"), ("message", $"{id}:1"), ("motif", motif))),
        ];
        foreach (var (way, expected, ask) in ways)
        {
            var before = replays.Sum;
            var (status, text) = await ask();
            Assert.True(status is 400 or 422, $"{way}: {status} {text}");
            Assert.Equal((way, expected), (way, replays.Sum - before));
            Assert.DoesNotContain("78006084", Digits(text), StringComparison.Ordinal);
        }

        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM quarantaine_suite WHERE quarantaine_id = $1", id));
        Assert.Equal(1, await instance.CountAsync(
            "SELECT count(*) FROM quarantaine WHERE quarantaine_id = $1 AND etat = 0 AND version = 1", id));
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM acces WHERE motif LIKE '%78%'"));
    }

    [SkippableFact]
    public async Task A_replay_may_do_without_a_reason_by_the_API_and_not_by_the_console_which_shows_nothing_without_one()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("MOTIF-R").WithRaw("taux", "170"));
        using var console = await ConsoleSession.SignInAsync(instance, "claire");
        Assert.Equal(422, (await console.PostAsync($"/quarantaine/{id}", ("action", "rejouer"), ("version", "1"), ("motif", ""))).Status);
        var set = await instance.PostAsAgentAsync($"/v1/quarantaine/{id}/ecarter", "{}", "\"1\"");
        Assert.Equal((400, "parametre-invalide"), (set.Status, set.Problem(400)));
        Assert.Equal("rejeu-refuse", (await instance.ReplayAsync(id)).Problem(422));
    }

    [SkippableTheory]
    [InlineData("\u200b", 2, "motif refusé.")]
    [InlineData("Vu 1 85 05 78 006 084 91", 1, "reads like a NIR")]
    public async Task The_command_refuses_it_too(string motif, int expected, string said)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        var id = await instance.RefusedAsync(PaymentRecords.Ro("MOTIF-C").WithRaw("taux", "170"));
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
            ["RECONCILIATION_RABBITMQ"] = (await Broker.VirtualHostAsync()).ToString(),
        };
        var (code, output, errors) = await ReconProcess.RunAsync(
            environment, "quarantine", "replay", id.ToString(CultureInfo.InvariantCulture), "--motif", motif);
        Assert.True(code == expected, output + errors);
        Assert.Contains(said, output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("78006084", Digits(output + errors), StringComparison.Ordinal);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM quarantaine_suite"));
    }

    private static (int Status, string Text) Of(Answer answer) => (answer.Status, answer.Text);

    private static string Digits(string text) => string.Concat(
        text.Where(char.IsDigit).Select(c => CharUnicodeInfo.GetDecimalDigitValue(c).ToString(CultureInfo.InvariantCulture)));
}
