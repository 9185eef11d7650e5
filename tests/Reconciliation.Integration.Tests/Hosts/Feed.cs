using System.Text.Json;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>Reads the feed in pages, and writes into the journal what an engine that is slow to commit would.</summary>
internal static class Feed
{
    public const string Chemin = "/v1/flux";

    public static readonly string Jeton = TestInstance.Token(null, Portees.Espace);

    /// <summary>A page.</summary>
    public static async Task<(List<JsonElement> Elements, string? Suivant)> PageAsync(
        this TestInstance instance, string? apres = null, int limite = 200, string? jeton = null)
    {
        var answer = await instance.AskAsync(
            HttpMethod.Get, $"{Chemin}?limite={limite}{(apres is null ? "" : $"&apres={apres}")}", jeton ?? Jeton);
        Assert.True(answer.Status == 200, answer.Text);
        return ([.. answer.Json.GetProperty("elements").EnumerateArray()], answer.Json.GetProperty("curseurSuivant").GetString());
    }

    /// <summary>All that is there, page by page.</summary>
    public static async Task<List<JsonElement>> ToutAsync(this TestInstance instance, int limite = 200, string? jeton = null)
    {
        var tout = new List<JsonElement>();
        string? apres = null;
        do
        {
            var (elements, suivant) = await instance.PageAsync(apres, limite, jeton);
            tout.AddRange(elements);
            apres = suivant;
        }
        while (apres is not null);
        return tout;
    }

    /// <summary>Waits until the feed shows some number of versions: the horizon is one of the whole server, and other tests hold it back.</summary>
    public static async Task<List<JsonElement>> ToutAsync(this TestInstance instance, long nombre)
    {
        List<JsonElement> tout = [];
        await Eventually.HoldsAsync($"the feed shows {nombre} versions", async () => (tout = await instance.ToutAsync()).Count >= nombre);
        Assert.Equal(nombre, tout.Count);
        return tout;
    }

    /// <summary>The place after an element.</summary>
    public static string Curseur(this JsonElement element) => element.GetProperty("curseur").GetString()!;

    /// <summary>The member of an element.</summary>
    public static string Adherent(this JsonElement element) => element.GetProperty("adherentId").GetString()!;

    /// <summary>Writes versions of soins of their own, each with a view of some size.</summary>
    public static async Task EcrireAsync(NpgsqlConnection connexion, string adherent, int nombre = 1, int taille = 1)
    {
        await using var commande = new NpgsqlCommand(
            """
            INSERT INTO journal (beneficiaire_id, soin_id, version, adherent_id, cause, vue, ecrit_le)
            SELECT $1, id, 1, $1, '{"type":"lignes","lignes":[]}',
                   json_build_object('soinId', id, 'version', 1, 'adherentId', $1, 'message', repeat('x', $3)), now()
            FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $2)) AS n
            """,
            connexion);
        commande.Parameters.Add(new() { Value = adherent });
        commande.Parameters.Add(new() { Value = nombre });
        commande.Parameters.Add(new() { Value = taille });
        await commande.ExecuteNonQueryAsync();
    }
}
