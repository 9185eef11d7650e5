using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Conservation;

/// <summary>
/// A member may see all their data that is kept, and have it erased; the data of another member who shares a soin stays whole.
/// </summary>
public sealed class MemberTests : IAsyncLifetime
{
    private const string Member = "A-X";

    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);

    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private StoredPayments _stored = null!;

    private Dictionary<string, string> Environment => new() { ["RECONCILIATION_POSTGRES"] = _stored.ConnectionString };

    public async Task InitializeAsync()
    {
        // One soin of the member alone, one of another alone, and one in which both are named.
        _stored =
            await StoredPayments.FillAsync(Now, [Scenario.Ro("X"), Scenario.Ro("Y"), Renamed(Scenario.Ro("Z"), Member), Correction()]);
        RefusedMessage[] refused = [Refused($$"""{"adherentId":"{{Member}}"}"""), Refused($$"""{"adherentId":"{{Member}}9"}""")];
        await QuarantaineStore.DepositAsync(_stored.Database, refused, Now, default);
        await new AccessLog(_stored.Database)
            .RecordAsync(new("agent-secret", "console", "lireSoin", [Member], Motif: "appel"), Now, default);
    }

    public async Task DisposeAsync()
    {
        File.Delete(_file);
        await _stored.DisposeAsync();
    }

    [SkippableFact]
    public async Task The_export_holds_everything_that_names_the_member_and_no_agent_and_is_itself_recorded()
    {
        var (code, output, errors) =
            await ReconProcess.RunAsync(Environment, "adherent", "exporter", Member, "--fichier", _file, "--motif", "demande 12");

        Assert.True(code == 0, output + errors);
        var text = await File.ReadAllTextAsync(_file);
        var json = JsonDocument.Parse(text).RootElement;
        int Count(string section) => json.GetProperty(section).GetArrayLength();
        Assert.Equal((2, 2, 2, 1, 2), (Count("soins"), Count("lignes"), Count("versions"), Count("quarantaine"), Count("consultations")));
        Assert.Equal(Member, json.GetProperty("adherentId").GetString());
        Assert.DoesNotContain("agent-secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("A-Y", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Member, output, StringComparison.Ordinal);
        Assert.Equal(
            ["A-X exporterAdherent demande 12", "A-Z exporterAdherent demande 12"],
            await _stored.ColumnAsync(
                "SELECT adherent_id || ' ' || action || ' ' || motif FROM acces WHERE action <> 'lireSoin' ORDER BY 1"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file));
        }
    }

    [SkippableFact]
    public async Task Erasing_is_refused_while_payments_must_be_kept_and_then_changes_nothing()
    {
        var (code, output, _) = await EraseAsync();

        Assert.Equal(2, code);
        Assert.Contains("2028-", output, StringComparison.Ordinal);
        Assert.Equal(2, (await _stored.ColumnAsync($"SELECT decompte FROM ligne WHERE adherent_id = '{Member}'")).Count);
        Assert.Empty(await _stored.ColumnAsync("SELECT action FROM acces WHERE action = 'effacerAdherent'"));
    }

    [SkippableFact]
    public async Task Erasing_leaves_what_others_share_balances_and_is_recorded_without_the_number()
    {
        var (code, output, errors) = await EraseAsync("--force", "--json", _file);

        Assert.True(code == 2, output + errors);
        Assert.Equal(["Z"], await _stored.ColumnAsync($"SELECT decompte FROM ligne WHERE adherent_id = '{Member}'"));
        Assert.Equal(["A-Y"], await _stored.ColumnAsync("SELECT DISTINCT adherent_id FROM ligne WHERE decompte = 'Y'"));
        Assert.Empty(await _stored.ColumnAsync("SELECT soin_id::text FROM journal WHERE beneficiaire_id = 'B-X'"));
        Assert.Equal(
            [$$"""{"adherentId":"{{Member}}9"}"""], await _stored.ColumnAsync("SELECT convert_from(corps, 'UTF8') FROM quarantaine"));
        Assert.Single(JsonDocument.Parse(await File.ReadAllTextAsync(_file)).RootElement.GetProperty("soins").EnumerateArray());
        Assert.Empty((await _stored.Control.VerifyAsync(_ => { }, default)).Differences);

        var reason =
            Assert.Single(await _stored.ColumnAsync("SELECT motif FROM acces WHERE action = 'effacerAdherent' AND adherent_id IS NULL"));
        Assert.EndsWith(" demande du 3 mars", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Member, reason, StringComparison.Ordinal);
        Assert.True(AdherentErasure.IsOf(reason, Member) && !AdherentErasure.IsOf(reason, "A-Y"));

        // Once more there is nothing to do, and nothing to record.
        var again = await EraseAsync("--force");
        Assert.Contains("0 journées", again.Output, StringComparison.Ordinal);
        Assert.Single(await _stored.ColumnAsync("SELECT motif FROM acces WHERE action = 'effacerAdherent'"));
    }

    [SkippableFact]
    public async Task Erasing_says_what_stays_since_it_cannot_be_read()
    {
        await _stored.ExecuteAsync("UPDATE ligne SET contenu = '{}', contenu_octets = NULL WHERE decompte = 'X'");
        var (code, output, errors) = await EraseAsync("--force");

        Assert.True(code == 2, output + errors);
        Assert.Contains("Restent aussi 1 journées", output, StringComparison.Ordinal);
        Assert.Equal(["X", "Z"], await _stored.ColumnAsync($"SELECT decompte FROM ligne WHERE adherent_id = '{Member}' ORDER BY 1"));
    }

    [SkippableFact]
    public async Task Nothing_is_erased_whose_ids_cannot_be_written()
    {
        var (code, _, errors) = await EraseAsync("--force", "--json", Path.Combine(_file, "nowhere", "soins.json"));

        Assert.Equal(1, code);
        Assert.Contains("cannot be written", errors, StringComparison.Ordinal);
        Assert.Equal(2, (await _stored.ColumnAsync($"SELECT decompte FROM ligne WHERE adherent_id = '{Member}'")).Count);
        Assert.Empty(await _stored.ColumnAsync("SELECT action FROM acces WHERE action = 'effacerAdherent'"));
    }

    [SkippableTheory]
    [InlineData("quarantaine", 0)]
    [InlineData("journal", 1)]
    public async Task An_erasure_that_was_interrupted_and_is_run_again_tells_what_went_from_what_was_to_go(string at, int left)
    {
        var soin = Assert.Single(await _stored.ColumnAsync("SELECT soin_id::text FROM soin WHERE beneficiaire_id = 'B-X'"));
        await _stored.ExecuteAsync($"""
            CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stays' USING ERRCODE = '57014'; END $$;
            CREATE TRIGGER stays BEFORE DELETE ON {at} FOR EACH STATEMENT EXECUTE FUNCTION stays();
            """);
        var (code, _, _) = await EraseAsync("--force", "--json", _file);
        Assert.Equal(1, code);
        Assert.Equal(left, (await _stored.ColumnAsync("SELECT soin_id::text FROM soin WHERE beneficiaire_id = 'B-X'")).Count);
        Assert.Equal([soin], await ListedAsync("prevus"));
        Assert.Empty(await ListedAsync("soins"));

        await EraseAsync("--force", "--json", _file, "--essai");
        Assert.Equal(left == 0 ? [soin] : [], await ListedAsync("soins"));
        Assert.Equal(left == 0 ? [] : [soin], await ListedAsync("prevus"));

        await _stored.ExecuteAsync($"DROP TRIGGER stays ON {at}");
        await EraseAsync("--force", "--json", _file);
        Assert.Equal([soin], await ListedAsync("soins"));
        Assert.Empty(await ListedAsync("prevus"));
    }

    [SkippableFact]
    public async Task A_file_of_something_else_is_not_written_over_and_nothing_is_erased()
    {
        await File.WriteAllTextAsync(_file, "notes du 3 mars");
        var (code, _, errors) = await EraseAsync("--force", "--json", _file);

        Assert.Equal(1, code);
        Assert.Contains("holds something else", errors, StringComparison.Ordinal);
        Assert.Equal("notes du 3 mars", await File.ReadAllTextAsync(_file));
        Assert.Equal(2, (await _stored.ColumnAsync($"SELECT decompte FROM ligne WHERE adherent_id = '{Member}'")).Count);
    }

    [SkippableFact]
    public async Task Without_a_number_it_is_the_number_that_is_asked_for()
    {
        var (code, output, errors) = await ReconProcess.RunAsync(Environment, "adherent", "effacer", "", "--motif", "demande du 3 mars");
        Assert.Equal(1, code);
        Assert.Contains("le numéro de l'adhérent est requis", output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("--motif :", output + errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_reason_that_names_the_member_is_refused()
    {
        var (code, _, errors) = await ReconProcess.RunAsync(Environment, "adherent", "effacer", Member, "--motif", $"demande de {Member}");
        Assert.Equal(1, code);
        Assert.Contains("--motif", errors, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string?>> ListedAsync(string member) => JsonDocument.Parse(await File.ReadAllTextAsync(_file))
        .RootElement.GetProperty(member).EnumerateArray().Select(s => s.GetString());

    private Task<(int Code, string Output, string Errors)> EraseAsync(params string[] options) =>
        ReconProcess.RunAsync(Environment, ["adherent", "effacer", Member, "--motif", "demande du 3 mars", .. options]);

    // The other parent's line corrects the member's: one soin, two members.
    private static ReceivedLigne Correction() => Scenario.Ro("Z2", -21m, Contracts.Nature.Annulation, "Z");

    private static ReceivedLigne Renamed(ReceivedLigne line, string member)
    {
        var body = Encoding.UTF8.GetString(line.Body.Span).Replace("\"A-Z\"", $"\"{member}\"", StringComparison.Ordinal);
        return PaymentReader.Read(Part.Ro, Encoding.UTF8.GetBytes(body), new DateOnly(2026, 1, 31), PaymentStreams.Product).Ligne!;
    }

    private static RefusedMessage Refused(string body) =>
        new("essai", Part.Ro, Encoding.UTF8.GetBytes(body), [Regle.Refuse(Regle.Json, "")]);
}
