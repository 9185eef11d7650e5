using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The feed in pages: every version once, in one order, whatever commits when, and resumable from any element.</summary>
public sealed class FluxTests
{
    [SkippableFact]
    public async Task Every_version_is_there_once_in_version_order_and_pages_of_any_size_show_the_same()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        foreach (var n in Enumerable.Range(1, 8))
        {
            await instance.RoAsync(Paiements.Ro($"F{n}"), Paiements.Ro($"F{n + 1}"));
            await instance.ComplementairesAsync(Paiements.Complementaire($"F{n}"));
        }

        var tout = await instance.ToutAsync(await instance.CountAsync("SELECT count(*) FROM journal"));

        Assert.Equal(17, tout.Count);
        Assert.All(tout.GroupBy(e => e.GetProperty("soinId").GetGuid()), soin =>
            Assert.Equal(Enumerable.Range(1, soin.Count()), soin.Select(e => e.GetProperty("version").GetInt32())));
        Assert.Equal(tout.Select(Feed.Curseur), (await instance.ToutAsync(limite: 3)).Select(Feed.Curseur));
        Assert.Equal(tout.Select(Feed.Curseur), (await instance.ToutAsync(limite: 17)).Select(Feed.Curseur));
    }

    [SkippableFact]
    public async Task An_element_is_the_view_the_situation_before_and_the_place_after_it()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(Paiements.Ro("FLUX"));
        await instance.ComplementairesAsync(Paiements.Complementaire("FLUX"));

        var tout = await instance.ToutAsync(2L);

        Assert.Equal([null, "enRetard"], tout.Select(e => e.GetProperty("situationPrecedente").GetString()));
        var vue = Assert.Single(await instance.SoinsAsync("FLUX"));
        var sans = tout[1].EnumerateObject().Where(m => m.Name is not "situationPrecedente" and not "curseur");
        Assert.Equal(vue.EnumerateObject().Select(m => m.ToString()), sans.Select(m => m.ToString()));
        var answer = await instance.AskAsync(HttpMethod.Get, Feed.Chemin, Feed.Jeton);
        Assert.Equal("private, no-store", answer.Headers["Cache-Control"].Replace("no-store, private", "private, no-store", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_reader_at_the_end_resumes_after_the_last_element_it_saw()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(Paiements.Ro("AVANT"));
        var dernier = Assert.Single(await instance.ToutAsync(1L)).Curseur();
        Assert.Equal((0, null), await Vide(instance.PageAsync(dernier)));

        await instance.RoAsync(Paiements.Ro("APRES"));

        await Eventually.HoldsAsync("the next version is there", async () => (await instance.PageAsync(dernier)).Elements.Count == 1);
        Assert.Equal("APRES", Assert.Single((await instance.PageAsync(dernier)).Elements).Adherent());
    }

    [SkippableFact]
    public async Task What_commits_late_is_not_skipped_by_who_reads_meanwhile()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(Paiements.Ro("AVANT"));
        var lu = Assert.Single(await instance.ToutAsync(1L)).Curseur();
        await using var lente = await instance.Database.OpenConnectionAsync();
        await using var transaction = await lente.BeginTransactionAsync();
        await Feed.EcrireAsync(lente, "LENTE");
        foreach (var n in Enumerable.Range(1, 3))
        {
            await instance.RoAsync(Paiements.Ro($"APRES-{n}"));
        }

        // They are committed and served, yet the feed does not pass the transaction that may still precede them.
        Assert.Single(await instance.SoinsAsync("APRES-3"));
        Assert.Equal((0, null), await Vide(instance.PageAsync(lu)));

        await transaction.CommitAsync();
        await Eventually.HoldsAsync("all four are there", async () => (await instance.PageAsync(lu)).Elements.Count == 4);
        Assert.Equal(
            ["LENTE", "APRES-1", "APRES-2", "APRES-3"], (await instance.PageAsync(lu)).Elements.Select(Feed.Adherent));
    }

    [SkippableFact]
    public async Task A_token_of_one_member_sees_what_concerns_that_member_a_shared_child_included()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(Paiements.Ro("PARENT-1"), Paiements.Ro("AUTRE"));
        await instance.ComplementairesAsync(Paiements.Complementaire("PARENT-1").Avec("adherentId", "PARENT-2"));
        await instance.ToutAsync(3L);

        var premier = await instance.ToutAsync(jeton: TestInstance.Token("PARENT-1", Portees.Espace));
        var second = await instance.ToutAsync(jeton: TestInstance.Token("PARENT-2", Portees.Espace));

        Assert.Equal([1, 2], premier.Select(e => e.GetProperty("version").GetInt32()));
        Assert.Equal([2], second.Select(e => e.GetProperty("version").GetInt32()));
        Assert.Empty(await instance.ToutAsync(jeton: TestInstance.Token("PERSONNE", Portees.Espace)));
        var (page, suivant) = await instance.PageAsync(limite: 1, jeton: TestInstance.Token("PARENT-1", Portees.Espace));
        Assert.Equal(Assert.Single(page).Curseur(), suivant);
    }

    [SkippableFact]
    public async Task What_an_agent_reads_of_it_is_written_down()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.ToutAsync();
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM acces"));

        await instance.ToutAsync(jeton: TestInstance.Token(null, Portees.Support));

        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM acces WHERE action = 'lireFlux' AND agent = 'essai'"));
    }

    [SkippableTheory]
    [InlineData("apres=abc", 400, "parametre-invalide")]
    [InlineData("apres=", 400, "parametre-invalide")]
    [InlineData("apres=%00", 400, "parametre-invalide")]
    [InlineData("limite=0", 400, "parametre-invalide")]
    [InlineData("limite=201", 400, "parametre-invalide")]
    [InlineData("curseur=abc", 400, "parametre-inconnu")]
    [InlineData("apres=@77.5.8d9f3c1e000080008000000000000000", 410, "curseur-perime")]
    [InlineData("apres=@99999999999999999999.5.8d9f3c1e000080008000000000000000", 400, "parametre-invalide")]
    [InlineData("apres=@18446744073709551615.9223372036854775807.8d9f3c1e000080008000000000000000", 410, "curseur-perime")]
    [InlineData("apres=@739204.8d9f3c1e000080008000000000000000", 400, "parametre-invalide")]
    public async Task A_cursor_that_is_none_and_one_of_another_journal_are_told_apart(string parametres, int statut, string code)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        var (avant, apres) = parametres.Split('@') is [var a, var b] ? (a, Base64Url.EncodeToString(Encoding.ASCII.GetBytes(b))) : (parametres, "");

        var answer = await instance.AskAsync(HttpMethod.Get, $"{Feed.Chemin}?{avant}{apres}", Feed.Jeton);

        Assert.Equal(code, answer.Problem(statut));
    }

    private static async Task<(int, string?)> Vide(Task<(List<JsonElement> Elements, string? Suivant)> page) =>
        ((await page).Elements.Count, (await page).Suivant);
}
