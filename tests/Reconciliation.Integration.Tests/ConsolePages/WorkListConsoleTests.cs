using System.Net;
using System.Text.RegularExpressions;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>Lists are filtered, exported and handed to colleagues by those who may, and the record of accesses says so.</summary>
public sealed class WorkListConsoleTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    private const string List = "/a-traiter/ecart";

    [SkippableFact]
    public async Task A_team_leader_hands_rows_to_a_colleague_and_takes_none_from_another_unless_they_say_so()
    {
        var instance = await shared.StartAsync();
        var (id, row) = await GapAsync(instance, "CONFIE");
        using var zoe = await AgentAsync(instance, "zoe");
        using var yann = await AgentAsync(instance, "yann");
        using var leader = await ConsoleSession.SignInAsync(instance, "chef", "supervision");

        async Task<string> GiveAsync(ConsoleSession session, string colleague, params (string, string)[] more)
        {
            var (status, page) = await session.PostAsync(List, [("action", "confier"), ("collegue", colleague), ("soin", row), .. more]);
            return WebUtility.HtmlDecode(status == 302 ? (await session.GetAsync(session.Location!)).Page : page);
        }

        Assert.Contains("seul un responsable d’équipe", await GiveAsync(yann, "zoe"), StringComparison.Ordinal);
        Assert.Contains("Choisissez le collègue", await GiveAsync(leader, "personne-de-connu"), StringComparison.Ordinal);
        Assert.Equal(0, await TakenAsync(instance, id, "zoe"));

        Assert.Contains("confié à zoe", await GiveAsync(leader, "zoe"), StringComparison.Ordinal);
        Assert.Equal(1, await TakenAsync(instance, id, "zoe"));
        Assert.Contains("pris en charge par zoe", Plain(await GiveAsync(leader, "yann")), StringComparison.Ordinal);
        Assert.Equal(1, await TakenAsync(instance, id, "zoe"));

        Assert.Contains("confié à yann", await GiveAsync(leader, "yann", ("reprendre", "1")), StringComparison.Ordinal);
        Assert.Equal(1, await TakenAsync(instance, id, "yann"));
        Assert.Equal(2, await instance.CountAsync(
            "SELECT count(*) FROM acces WHERE action = 'confier' AND agent = 'chef' AND adherent_id = 'CONFIE' "
                + "AND motif LIKE '%confié à yann'"));
        Assert.Equal(1, await instance.CountAsync(
            "SELECT count(*) FROM acces WHERE action = 'confier' AND adherent_id = 'CONFIE' AND motif LIKE '%confié à zoe'"));
    }

    [SkippableFact]
    public async Task Work_is_given_together_with_its_row_in_the_record_or_not_at_all_and_keeps_who_gave_it()
    {
        var instance = await shared.StartAsync();
        var (id, row) = await GapAsync(instance, "ENSEMBLE");
        using var colleague = await AgentAsync(instance, "ines");
        using var leader = await ConsoleSession.SignInAsync(instance, "cheffe", "supervision");
        (string, string)[][] forms =
        [
            [("action", "confier"), ("collegue", "ines"), ("soin", row)], [("action", "prendre"), ("soin", row)],
        ];
        await instance.RowsAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refuse'; END $$
            """);
        await instance.RowsAsync("""
            CREATE TRIGGER refuse BEFORE INSERT ON acces FOR EACH ROW WHEN (NEW.adherent_id = 'ENSEMBLE') EXECUTE FUNCTION refuse()
            """);
        try
        {
            foreach (var form in forms)
            {
                Assert.Equal(503, (await leader.PostAsync(List, form)).Status);
                Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM affectation WHERE cle = $1", id));
            }
        }
        finally
        {
            await instance.RowsAsync("DROP FUNCTION refuse CASCADE");
        }

        foreach (var (form, givenBy) in forms.Zip(["cheffe", null as string]))
        {
            await instance.RowsAsync("DELETE FROM affectation WHERE cle = $1", id);
            await leader.PostAsync(List, form);
            Assert.Equal(givenBy, (await instance.RowsAsync("SELECT confie_par FROM affectation WHERE cle = $1", id))[0][0]);
        }

        Assert.Equal(2, await instance.CountAsync(
            "SELECT count(*) FROM acces WHERE agent = 'cheffe' AND adherent_id = 'ENSEMBLE' AND action IN ('confier', 'prendreEnCharge')"));
    }

    [SkippableFact]
    public async Task No_address_of_a_list_or_of_a_sheet_holds_an_amount_or_a_place_of_a_soin()
    {
        var instance = await shared.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            await GapAsync(instance, $"ADRESSE-{i}");
        }

        using var agent = await ConsoleSession.SignInAsync(instance, "adresses");
        var (_, page) = await agent.GetAsync(List + "?tri=enjeu");
        var addresses = Regex.Matches(page, "(?:href|action)=\"([^\"]+)\"").Select(m => Uri.UnescapeDataString(m.Groups[1].Value)).ToList();
        var sheet = addresses.First(a => a.StartsWith("/soins/", StringComparison.Ordinal));
        Assert.All(addresses, a => Assert.DoesNotMatch("enjeu=|[?&]le=|(?:apres|avant)=[0-9a-f]{8}-", a));
        Assert.Matches("apres=[A-Za-z0-9_-]{40,}", sheet);

        // The place is still found: the next row is another one, and the row before that one is this one.
        await agent.PostAsync("/motif", ("retour", sheet.Split('?')[0]), ("motif", "Appel"));
        var first = Regex.Match(page, "href=\"(/soins/[^\"]+)\"").Groups[1].Value;
        var (_, opened) = await agent.GetAsync(first);
        await agent.GetAsync(Regex.Match(opened, "href=\"([^\"]+/suivant[^\"]+)\"").Groups[1].Value);
        var next = agent.Location!;
        Assert.StartsWith("/soins/", next, StringComparison.Ordinal);
        Assert.NotEqual(first.Split('?')[0], next.Split('?')[0]);
        await agent.PostAsync("/motif", ("retour", next.Split('?')[0]), ("motif", "Appel"));
        (_, opened) = await agent.GetAsync(next);
        await agent.GetAsync(Regex.Match(opened, "href=\"([^\"]+/precedent[^\"]+)\"").Groups[1].Value);
        Assert.Equal(first.Split('?')[0], agent.Location!.Split('?')[0]);
    }

    [SkippableFact]
    public async Task An_export_says_why_is_safe_in_a_spreadsheet_and_is_recorded_for_each_member()
    {
        var instance = await shared.StartAsync();
        await GapAsync(instance, "EXPORT-1", "=HYPERLINK(\"http://ailleurs\";\"x\")");
        await GapAsync(instance, "EXPORT-2", " +33 é;\"cité\"");
        using var agent = await ConsoleSession.SignInAsync(instance, "exporteuse");
        await agent.GetAsync(List);
        var before = await instance.CountAsync("SELECT coalesce(max(acces_id), 0) FROM acces");

        var (refused, page) = await agent.PostAsync(List + "/export?tri=enjeu", ("motif", " "));
        Assert.Equal(422, refused);
        Assert.Contains("donnez un motif", page, StringComparison.Ordinal);
        Assert.Equal(0, await ExportedAsync(instance, before));

        var (status, csv) = await agent.PostAsync(List + "/export?tri=enjeu", ("motif", "Point du mois"));
        Assert.Equal(200, status);
        Assert.StartsWith("\"Depuis le\";\"Jours\";\"Date du soin\"", csv.TrimStart('\ufeff'), StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://ailleurs\"\";\"\"x\"\")\";\"EXPORT-1\"", csv, StringComparison.Ordinal);
        Assert.Contains("\"' +33 é;\"\"cité\"\"\";\"EXPORT-2\"", csv, StringComparison.Ordinal);
        Assert.All(
            csv.Split("\r\n").Where(l => l.Contains("EXPORT-", StringComparison.Ordinal)),
            l => Assert.Matches("^[0-9]{2}/[0-9]{2}/[0-9]{4};0;[0-9]{2}/[0-9]{2}/[0-9]{4};.*;1,00;\"\";\"[0-9a-f-]{36}\"$", l));
        Assert.Equal(
            await instance.CountAsync("SELECT count(DISTINCT adherent_id) FROM soin WHERE situation = 3 AND remplace_par IS NULL"),
            await ExportedAsync(instance, before));
        Assert.Equal(2, await instance.CountAsync(
            "SELECT count(*) FROM acces WHERE acces_id > $1 AND action = 'exporterATraiter' AND motif = 'Point du mois' AND adherent_id "
                + "IN ('EXPORT-1', 'EXPORT-2')",
            before));
    }

    [SkippableFact]
    public async Task A_list_of_more_rows_than_an_export_may_have_is_not_exported_in_part()
    {
        var instance = await shared.StartAsync();
        var (id, _) = await GapAsync(instance, "FOULE");
        var list = Storage.WorkList.Of(Domain.Situation.Conteste)!;
        await instance.RowsAsync($"""
            INSERT INTO soin (soin_id, beneficiaire_id, date_soin, adherent_id, fondatrice, version, situation, vue_octets, cree_le,
                mis_a_jour_le, depuis, enjeu, paye)
            SELECT gen_random_uuid(), 'FOULE', s.date_soin, 'FOULE', '', 1, {(int)list.Situation}, s.vue_octets, now(), now(), now(), n, 0
            FROM soin AS s, generate_series(1, {ExportWork.RowsMax + 1}) AS n WHERE s.soin_id = '{id}'
            """);
        using var agent = await ConsoleSession.SignInAsync(instance, "presse");
        await agent.GetAsync(list.Address);
        var before = await instance.CountAsync("SELECT coalesce(max(acces_id), 0) FROM acces");

        var (refused, page) = await agent.PostAsync(list.Address + "/export", ("motif", "Point du mois"));
        Assert.Equal(422, refused);
        Assert.Contains($"plus de {ExportWork.RowsMax} lignes", Plain(page), StringComparison.Ordinal);
        Assert.Equal(0, await ExportedAsync(instance, before));

        var (status, csv) = await agent.PostAsync(list.Address + "/export?max=0,03", ("motif", "Point du mois"));
        Assert.Equal(200, status);
        Assert.Equal(["0,01", "0,02", "0,03"], csv.Trim().Split("\r\n").Skip(1).Select(l => l.Split(';')[8]).Order());
        Assert.Equal(1, await ExportedAsync(instance, before));
        await instance.RowsAsync("DELETE FROM soin WHERE fondatrice = ''");
    }

    private static async Task<ConsoleSession> AgentAsync(TestInstance instance, string name)
    {
        // An agent who has read at the console is known there.
        var session = await ConsoleSession.SignInAsync(instance, name);
        await session.GetAsync(List);
        return session;
    }

    private static async Task<(string Id, string Row)> GapAsync(TestInstance instance, string member, string? label = null)
    {
        var ro = PaymentRecords.Ro(member);
        await instance.RoAsync(label is null ? ro : ro.With("libelle", label));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire(member).With("montantRoDeclare", 20.00m));
        var soin = Assert.Single(await instance.SoinsAsync(member));
        var id = soin.GetProperty("soinId").GetString()!;
        return (id, $"{id}:{soin.GetProperty("version").GetInt32()}");
    }

    private static Task<long> TakenAsync(TestInstance instance, string id, string agent) =>
        instance.CountAsync("SELECT count(*) FROM affectation WHERE cle = $1 AND agent = $2", id, agent);

    private static Task<long> ExportedAsync(TestInstance instance, long after) => instance.CountAsync(
        "SELECT count(*) FROM acces WHERE acces_id > $1 AND action = 'exporterATraiter'", after);

    private static string Plain(string page) => page.Replace('\u00a0', ' ').Replace('\u202f', ' ');
}
