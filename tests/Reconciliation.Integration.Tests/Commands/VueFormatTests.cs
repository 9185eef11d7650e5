using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>
/// Views are compared as they were judged: neither a new member nor a changed text publishes anything or is a difference.
/// </summary>
public sealed class VueFormatTests : IAsyncLifetime
{
    private const string Journal = "SELECT j::text FROM journal AS j ORDER BY 1";
    private const string Tamper = """vue = regexp_replace(vue::text, '"depense":[0-9.]+', '"depense":99.00')::json""";

    private const string PartMembers =
        "$.etat $.montant $.montantAttendu $.destinataire $.payeLe $.virement $.visibleSur $.attenduDu $.attenduAu $.dansLesDelais";

    private static readonly string FirstFormat =
        "soinId version adherentId beneficiaireId dateSoin professionnelId codeActe libelle depense situation niveau montantTotal.valeur "
        + "montantTotal.retenues montantTotal.net montantTotal.auCompte montantTotal.auProfessionnel "
        + "montantTotal.certitude montantTotal.inchange "
        + $"{PartMembers.Replace("$", "partRo", StringComparison.Ordinal)} "
        + $"{PartMembers.Replace("$", "partComplementaire", StringComparison.Ordinal)} "
        + "resteACharge versementUnique ordreVersements ecartJours message misAJourLe remplacePar";

    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);

    private static readonly Jugement OtherTexts = new(
        new(DelaiPolicy.Initial),
        new() { Telephone = "3676", Horaires = "du lundi au vendredi", SiteRo = "ameli.fr", SiteComplementaire = "mgen.fr" });

    // As if two members had been added at format 3.
    private static readonly VueFormats Later = new(
        new VueFormat(1, []), new VueFormat(2, [.. VueFormats.Product.Introduced]), new VueFormat(3, ["ecartJours", "partRo.visibleSur"]));

    private readonly ServiceProvider _services = Engines.Services();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [SkippableFact]
    public async Task A_changed_telephone_number_publishes_nothing_and_is_no_difference()
    {
        var lines = new RandomPayments(61).Make(250);
        await using var stored = await StoredPayments.FillAsync(Now, lines, batch: 19);
        var (rows, journal) = (await stored.RowsAsync(), await stored.ColumnAsync(Journal));
        Assert.Contains(journal, entry => entry.Contains(new MemberTexts().Telephone, StringComparison.Ordinal));
        var engine = Engine(stored, OtherTexts);

        await engine.RejudgeAsync(lines.Select(l => l.Ligne.Journee), default);
        await engine.ReconcileLignesAsync(lines, default);
        var control = new Rebuilder(stored.Database, OtherTexts, stored.Clock, VueFormats.Product, PaymentStreams.Product);
        Assert.Empty((await control.VerifyAsync(_ => { }, default)).Differences);
        foreach (var journee in lines.Select(l => l.Ligne.Journee).Distinct())
        {
            await engine.RebuildAsync([journee], default);
        }

        Assert.Equal(journal, await stored.ColumnAsync(Journal));
        Assert.Equal(rows, await stored.RowsAsync());
    }

    [SkippableTheory]
    [InlineData("", FindingKind.Vue)]
    [InlineData(", vue_format = 1", FindingKind.Regles)]
    public async Task A_true_difference_is_still_found_and_written_with_the_new_texts(string format, FindingKind kind)
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(62).Make(120));
        var soin = (await stored.ColumnAsync("SELECT soin_id::text FROM soin WHERE remplace_par IS NULL AND situation <> 2 ORDER BY 1"))[0];
        await stored.ExecuteAsync($"UPDATE soin SET {Tamper}{format} WHERE soin_id = '{soin}'");
        await stored.ExecuteAsync($"UPDATE journal SET {Tamper}{format} WHERE soin_id = '{soin}'");
        var before = (await stored.ColumnAsync(Journal)).Count;
        var control = new Rebuilder(stored.Database, OtherTexts, stored.Clock, VueFormats.Product, PaymentStreams.Product);

        var found = (await control.VerifyAsync(_ => { }, default)).Differences;
        await control.RebuildAsync(Engine(stored, OtherTexts), false, _ => { }, default);

        Assert.Equal([new Finding(kind, Guid.Parse(soin))], found);
        Assert.Equal(before + 1, (await stored.ColumnAsync(Journal)).Count);
        Assert.Empty((await control.VerifyAsync(_ => { }, default)).Differences);
    }

    [SkippableFact]
    public async Task A_message_that_states_another_fact_is_published_whichever_the_texts()
    {
        await using var stored = await StoredPayments.FillAsync(Now, [Message(1, "autre")]);
        foreach (var (judge, revision, who) in new[] { (Engines.Judge, 2, "aucune"), (OtherTexts, 3, "autre"), (OtherTexts, 4, "autre") })
        {
            await Engine(stored, judge).ReconcileLignesAsync([Message(revision, who)], default);
        }

        Assert.Equal(["1", "2", "3"], await stored.ColumnAsync("SELECT version::text FROM journal ORDER BY version"));
    }

    [SkippableFact]
    public async Task A_view_stored_before_a_member_was_added_is_not_published_again_and_what_changes_is_of_the_new_format()
    {
        var lines = new RandomPayments(63).Make(150);
        await using var stored = await StoredPayments.FillAsync(Now, lines);
        const string Strip = "vue = ((vue::jsonb - 'ecartJours') #- '{partRo,visibleSur}')::json";
        await stored.ExecuteAsync($"UPDATE soin SET {Strip} WHERE situation <> 2");
        var (rows, journal) = (await stored.RowsAsync(), await stored.ColumnAsync(Journal));
        var engine = Engine(stored, Engines.Judge, Later);

        await engine.RejudgeAsync(lines.Select(l => l.Ligne.Journee), default);
        Assert.Equal(journal, await stored.ColumnAsync(Journal));
        Assert.Equal(rows, await stored.RowsAsync());

        stored.Clock.Move(TimeSpan.FromDays(40));
        await engine.RejudgeAsync(lines.Select(l => l.Ligne.Journee), default);
        var formats = await stored.ColumnAsync("SELECT (cause ->> 'type') || vue_format FROM journal GROUP BY 1 ORDER BY 1");
        Assert.Contains("echeance3", formats);
        Assert.DoesNotContain("echeance2", formats);
        Assert.Empty(
            await stored.ColumnAsync(
                "SELECT s.soin_id::text FROM soin AS s JOIN journal AS j USING (soin_id, version) WHERE s.vue_format <> j.vue_format"));

        // Without the format it would be a difference, and is one of the members that were there before.
        await Engine(stored, Engines.Judge).RejudgeAsync(lines.Select(l => l.Ligne.Journee), default);
        Assert.NotEmpty(
            await stored.ColumnAsync("SELECT soin_id::text FROM journal WHERE vue_format = 2 AND cause ->> 'type' = 'echeance'"));
    }

    [SkippableFact]
    public async Task A_view_that_a_newer_engine_stored_is_left_to_it()
    {
        var lines = new RandomPayments(64).Make(150);
        await using var stored = await StoredPayments.FillAsync(Now, lines);
        const string Add = """vue = (vue::jsonb || '{"nouveau": {"a": 1}}')::json, vue_format = 3""";
        await stored.ExecuteAsync($"UPDATE soin SET {Add}");
        await stored.ExecuteAsync($"UPDATE journal SET {Add}");
        var (rows, journal) = (await stored.RowsAsync(), await stored.ColumnAsync(Journal));

        await stored.Engine.RejudgeAsync(lines.Select(l => l.Ligne.Journee), default);
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        foreach (var journee in lines.Select(l => l.Ligne.Journee).Distinct())
        {
            await stored.Engine.RebuildAsync([journee], default);
        }

        Assert.Equal(journal, await stored.ColumnAsync(Journal));
        Assert.Equal(rows, await stored.RowsAsync());
    }

    [Theory]
    [InlineData("depense", "99.00", false)]
    [InlineData("depense", "30.0", true)]
    [InlineData("ecartJours", "7", true)]
    [InlineData("libelle", "\"Autre\"", false)]
    [InlineData("message", "\"Autre.\"", false)]
    [InlineData("inconnu", "1", false)]
    public void Each_member_is_compared_by_value_unless_it_is_of_a_later_format(string member, string value, bool same)
    {
        var (view, pattern) = View();
        var changed = JsonNode.Parse(view)!.AsObject();
        changed[member] = JsonNode.Parse(value);
        Assert.Equal(same, Later.AreSame(JsonSerializer.SerializeToUtf8Bytes(changed), 2, view, () => pattern));
        Assert.True(Later.AreSame(view, 3, view, () => throw new InvalidOperationException("Equal bytes ask for nothing.")));
    }

    [Fact]
    public void A_message_that_a_format_words_anew_is_no_difference_from_earlier_views()
    {
        var (view, pattern) = View();
        var reworded = new VueFormats(new VueFormat(1, []), new VueFormat(2, ["message"]));
        var changed = JsonNode.Parse(view)!.AsObject();
        changed["message"] = "Autre.";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(changed);
        Assert.True(reworded.AreSame(bytes, 1, view, () => pattern));
        Assert.False(reworded.AreSame(bytes, 2, view, () => pattern));
    }

    // A new member that no format introduces would differ from all that is stored; one that is required could not be read back from it.
    [Fact]
    public void Every_member_of_a_view_is_of_the_first_format_or_introduced_by_a_later_one_and_then_optional()
    {
        var introduced = VueFormats.Product.Introduced.Except(["message"]).ToList();
        var members = Members(typeof(Contracts.Vue), "").ToDictionary(m => m.Path, m => m.IsRequired);
        Assert.Equal(FirstFormat, string.Join(' ', members.Keys.Except(introduced)));
        Assert.All(introduced, path => Assert.False(members[path], $"{path} must not be required."));

        IEnumerable<(string Path, bool IsRequired)> Members(Type type, string prefix) => type.GetProperties().SelectMany(p =>
        {
            var path = prefix + JsonNamingPolicy.CamelCase.ConvertName(p.Name);
            var nested = p.PropertyType.Namespace == type.Namespace && p.PropertyType.IsClass && !introduced.Contains(path);
            return nested ? Members(p.PropertyType, path + ".") : [(path, p.IsDefined(typeof(RequiredMemberAttribute), false))];
        });
    }

    private static (byte[] View, string Pattern) View()
    {
        var soin = Assert.Single(JourneeFold.Run(JourneeDeSoins.From([Scenario.Ro("vue").Ligne]), Engines.Judge, Now).Soins);
        var view = VueMapper.From(soin.Vue, Guid.Empty, 1, Now);
        return (StoredJson.ToBytes(view), Engines.Judge.MessagePatternOf(soin.Soin, Now));
    }

    private static ReceivedLigne Message(int revision, string complementaire)
    {
        var node = JsonNode.Parse(Scenario.Ro("message", revision: revision).Content)!.AsObject();
        node["complementaire"] = complementaire;
        var body = JsonSerializer.SerializeToUtf8Bytes(node);
        return PaymentReader.Read(Part.Ro, body, new DateOnly(2026, 1, 31), PaymentStreams.Product).Ligne!;
    }

    private Reconciler Engine(StoredPayments stored, Jugement judge, VueFormats? formats = null) =>
        new(stored.Database, judge, stored.Clock, new CommitSignal(), new RecentVues(), _services.GetRequiredService<ReconcilerMetrics>(),
            formats ?? VueFormats.Product, PaymentStreams.Product);
}
