using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>An agent opens a member's file for a reason that they gave: nothing that they type or take up gives one in its place.</summary>
public sealed class ReasonTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    private const string Asked = "Pourquoi consultez-vous ce dossier";

    public static TheoryData<string> Doors => ["champ", "texte", "prise-en-charge", "liste"];

    [SkippableTheory]
    [MemberData(nameof(Doors))]
    public async Task A_number_that_an_agent_types_or_a_soin_of_no_list_that_they_take_up_opens_no_file(string door)
    {
        var instance = await shared.StartAsync();
        var member = "FERME-" + door.ToUpperInvariant();
        var soin = await CompleteAsync(instance, member);
        var message = await instance.RefusedAsync(PaymentRecords.Ro("ENTREE").WithRaw("taux", "170"));
        using var agent = await ConsoleSession.SignInAsync(instance, "curieux-" + door);
        (string, string)[] typed = [("version", "1"), ("motif", "")];
        var (path, fields) = door switch
        {
            "champ" => ($"/quarantaine/{message}", [("action", "corriger"), ("champ.adherentId", member), .. typed]),
            "texte" => ($"/quarantaine/{message}", [("action", "texte"), ("corps", $"{{\"adherentId\":\"{member}\"}}"), .. typed]),
            "liste" => ("/a-traiter/ecart", [("action", "prendre"), ("soin", $"{soin}:1")]),
            _ => ($"/soins/{soin}/prise-en-charge", new[] { ("action", "prendre") }),
        };

        await agent.PostAsync(path, fields);

        Assert.Contains(Asked, (await agent.GetAsync($"/soins/{soin}")).Page, StringComparison.Ordinal);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM affectation WHERE cle = $1", soin));
    }

    [SkippableFact]
    public async Task A_correction_that_names_somebody_else_shows_none_of_their_lines_without_a_reason()
    {
        var instance = await shared.StartAsync();
        await CompleteAsync(instance, "PROPOSE");
        var message = await instance.RefusedAsync(PaymentRecords.Ro("PROPOSANT").With("codeActe", "XYZ").WithRaw("taux", "170"));
        using var agent = await ConsoleSession.SignInAsync(instance, "proposant");
        await agent.PostAsync(
            $"/quarantaine/{message}",
            ("action", "corriger"), ("version", "1"), ("motif", "Vu avec la source."), ("champ.taux", "70"),
            ("champ.adherentId", "PROPOSE"), ("champ.beneficiaireId", "PROPOSE-02"));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM quarantaine_suite WHERE quarantaine_id = $1", message));

        var (_, page) = await agent.GetAsync($"/quarantaine/{message}?proposition=0");

        Assert.Contains(Asked, page, StringComparison.Ordinal);
        Assert.DoesNotContain("PROPOSE-02", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Asked, (await agent.GetAsync($"/quarantaine/{message}")).Page, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("Appel : montant reçu", "Appel : montant reçu")]
    [InlineData("Appel : où est le second remboursement ?", "Appel : où est le second remboursement ?")]
    [InlineData("185057800608491", "Appel : où est le second remboursement ?")]
    [InlineData("", "Appel : où est le second remboursement ?")]
    public async Task The_reason_beside_a_search_goes_along_with_the_result_that_is_chosen(string said, string kept)
    {
        var instance = await shared.StartAsync();
        var member = $"CHOIX-{said.Length}";
        var soin = await CompleteAsync(instance, member);
        using var agent = await ConsoleSession.SignInAsync(instance, "choisit-" + said.Length);
        await agent.PostAsync("/recherche", ("q", member + "-02"), ("motif", said));
        Assert.StartsWith("/recherche/", agent.Location, StringComparison.Ordinal);
        var results = (await agent.GetAsync(agent.Location!)).Page.Replace('\u00a0', ' ').Replace('\u202f', ' ');
        Assert.Contains($"<b>{kept}</b>", results, StringComparison.Ordinal);
        Assert.Contains("""<button class="discret" name="ouvrir" value="/""", results, StringComparison.Ordinal);

        await agent.PostAsync("/recherche", ("ouvrir", $"/soins/{soin}"), ("motif", kept));

        Assert.DoesNotContain(Asked, (await agent.GetAsync(agent.Location!)).Page, StringComparison.Ordinal);
        Assert.Equal(
            [kept],
            (await instance.RowsAsync(
                "SELECT DISTINCT motif FROM acces WHERE adherent_id = $1 AND motif IS NOT NULL", member)).Select(r => r[0]));
    }

    private static async Task<string> CompleteAsync(TestInstance instance, string member)
    {
        await instance.RoAsync(PaymentRecords.Ro(member));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire(member));
        return Assert.Single(await instance.SoinsAsync(member)).GetProperty("soinId").GetString()!;
    }
}
