using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Conservation;

/// <summary>
/// The member whom a message in quarantine names is noted when the message is kept, in whatever form it names them: that member may see the
/// message and have it erased.
/// </summary>
public sealed class NamedMessagesTests
{
    private const string Member = "A-X";

    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);

    private static readonly string[] Naming =
    [
        """{"adherentId":"A-X"}""",
        """{"adherentId":"A\u002dX"}""",
        """{"data":"{\"adherentId\":\"A-X\"}"}""",
        """{"data":"{\"adherentId\":\"A\\u002dX\"}"}""",
        """{"messageType":[],"message":{"adherentId":"A-X"}}""",
        """{"beneficiaireId":"B-X"}""",
        """{"libelle":"Remboursement de A-X, du 3 mars"}""",
        """{"libelle":"(A-X)"}""",
        """{"adherentId":"A-X","montant":""",
        """adherentId=A-X;montant=3""",
        """{"adherentid":"a-x"}""",
        """{"ADHERENTID":"A-x "}""",
        """{"adherentId":"Ａ-Ｘ"}""",
        """{"adherentId":"A\u200b-\u00adX"}""",
        """{"beneficiaireId":"B-\u202eX\u0301"}""",
        """{"libelle":"Remboursement de A-\u2060X"}""",
        """{"adherentId":"\u00a0A\u00a0-X"}""",
        """{"ligne":{"autre":["A-X"]}}""",
    ];

    private static readonly string[] OfOthers =
    [
        """{"adherentId":"A-X9"}""", """{"adherentId":"A-Y"}""", """{"libelle":"A-XY"}""", """{"decompte":"A-X"}""",
        """{"virement":"A-X"}""",
        """{"adherentId":"A-Y","libelle":"pour A-X"}""",
    ];

    public static TheoryData<string> Named => [.. Naming];

    public static TheoryData<string> NotNamed => [.. OfOthers[..^1]];

    [SkippableTheory]
    [MemberData(nameof(Named))]
    public async Task A_message_that_names_the_member_in_whatever_way_is_found_also_if_it_was_kept_before_names_were(string body)
    {
        await using var stored = await StoredPayments.FillAsync(Now, [Scenario.Ro("X"), Scenario.Ro("Y")]);
        await KeepAsync(stored, Encoding.UTF8.GetBytes(body));
        Assert.Single(await QuarantaineNames.OfAdherentAsync(stored.Database, Member, default));

        await stored.ColumnAsync("UPDATE quarantaine SET noms = NULL RETURNING '1'");
        Assert.Equal(1, await QuarantaineNames.FillAsync(stored.Database, default));
        Assert.Equal(0, await QuarantaineNames.FillAsync(stored.Database, default));
        Assert.Single(await QuarantaineNames.OfAdherentAsync(stored.Database, Member, default));
    }

    [SkippableTheory]
    [MemberData(nameof(NotNamed))]
    public async Task A_message_that_names_another_or_a_thing_is_not_taken_for_the_members(string body)
    {
        await using var stored = await StoredPayments.FillAsync(Now, [Scenario.Ro("X")]);
        await KeepAsync(stored, Encoding.UTF8.GetBytes(body));
        Assert.Empty(await QuarantaineNames.OfAdherentAsync(stored.Database, Member, default));
    }

    [SkippableFact]
    public async Task A_correction_another_encoding_and_a_message_full_of_names_name_the_member_too()
    {
        await using var stored = await StoredPayments.FillAsync(Now, []);
        var crowd = string.Join(' ', Enumerable.Range(0, MessageNames.NamesMax + 10).Select(i => $"N{i}"));
        await KeepAsync(
            stored, "{}"u8.ToArray(), Encoding.Unicode.GetBytes("""{"adherentId":"A-X"}"""),
            Encoding.UTF8.GetBytes($$"""{"libelle":"{{crowd}} A-X"}"""));
        var id = long.Parse(
            Assert.Single(await stored.ColumnAsync("SELECT quarantaine_id::text FROM quarantaine WHERE corps = '{}'")),
            System.Globalization.CultureInfo.InvariantCulture);
        var body = """{"adherentId":"A-X"}"""u8.ToArray();
        var corrected = new FollowUp(id, 1, IssueDeSuite.Refuse, "agent", null, body, []) { ByPerson = true };
        await QuarantaineStore.FollowAsync(stored.Database, corrected, Now, default);
        Assert.Equal(3, (await QuarantaineNames.OfAdherentAsync(stored.Database, Member, default)).Count);
    }

    [SkippableFact]
    public async Task Export_shows_and_erasure_removes_all_of_them_and_what_states_another_member_stays_and_is_said()
    {
        await using var stored = await StoredPayments.FillAsync(Now, [Scenario.Ro("X"), Scenario.Ro("Y")]);
        await KeepAsync(stored, [.. Naming.Concat(OfOthers).Select(b => Encoding.UTF8.GetBytes(b))]);
        var (environment, file) = (
            new Dictionary<string, string> { ["RECONCILIATION_POSTGRES"] = stored.ConnectionString },
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        try
        {
            var exported = await ReconProcess.RunAsync(environment, "adherent", "exporter", Member, "--fichier", file);
            Assert.True(exported.Code == 0, exported.Errors);
            var messages = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("quarantaine");
            Assert.Equal(Naming.Length, messages.GetArrayLength());
            Assert.DoesNotContain("A-Y", messages.GetRawText(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        var erased = await ReconProcess.RunAsync(environment, "adherent", "effacer", Member, "--motif", "demande du 3 mars", "--force");
        Assert.True(erased.Code == 2, erased.Output + erased.Errors);
        Assert.Contains("1 messages partagés", erased.Output, StringComparison.Ordinal);
        Assert.Equal(
            OfOthers.Order(StringComparer.Ordinal),
            (await stored.ColumnAsync("SELECT convert_from(corps, 'UTF8') FROM quarantaine")).Order(StringComparer.Ordinal));
    }

    private static Task KeepAsync(StoredPayments stored, params byte[][] bodies) => QuarantaineStore.DepositAsync(
        stored.Database, [.. bodies.Select(b => new RefusedMessage("essai", Part.Ro, b, [Regle.Refuse(Regle.Json, "")]))], Now, default);
}
