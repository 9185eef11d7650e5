using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Payments sent over HTTP: the shapes of a body, its limits, and what sending twice does.</summary>
public sealed class IngestionTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private const string VersRo = "/v1/paiements/ro";

    [SkippableTheory]
    [InlineData("un seul", "application/json")]
    [InlineData("un seul", "application/json; charset=utf-8")]
    [InlineData("un seul", "text/json")]
    [InlineData("un seul", null)]
    [InlineData("avec marque", "application/json")]
    [InlineData("tableau", "application/json")]
    [InlineData("lignes", "application/x-ndjson")]
    [InlineData("lignes", "application/ndjson")]
    [InlineData("lignes", "application/jsonl")]
    [InlineData("lignes", "application/json")]
    [InlineData("lignes et vides", "application/x-ndjson")]
    [InlineData("cloudevents", "application/cloudevents+json")]
    [InlineData("cloudevents", "application/json")]
    [InlineData("masstransit", "application/vnd.masstransit+json")]
    [InlineData("masstransit", "application/json")]
    public async Task Every_shape_of_body_becomes_a_view(string forme, string? type)
    {
        var instance = await shared.StartAsync();
        var adherent = $"FORME-{forme.Replace(' ', '-')}-{type?.Length ?? 0}";
        var un = Paiements.Ro(adherent).ToJsonString();
        var deux = Paiements.Ro(adherent, 2).ToJsonString();
        var (corps, nombre) = forme switch
        {
            "un seul" => (un, 1),
            "avec marque" => ('\uFEFF' + un, 1),
            "tableau" => ($"[{un},{deux}]", 2),
            "lignes" => ($"{un}\n{deux}", 2),
            "lignes et vides" => ($"\r\n{un}\r\n\r\n  \n{deux}\r\n", 2),
            "cloudevents" => ($$"""{"specversion":"1.0","id":"1","source":"/ameli","type":"paiement","data":{{un}}}""", 1),
            _ => ($$"""{"messageId":"x","messageType":["urn:message:Ameli:PaiementRoEmis"],"message":{{un}}}""", 1),
        };

        var answer = await instance.PostRawAsync(VersRo, Encoding.UTF8.GetBytes(corps), type);

        Assert.True(answer.Status == 202, answer.Text);
        Assert.Equal($$"""{"acceptes":{{nombre}},"rejetes":[]}""", answer.Text);
        Assert.Equal(nombre, (await instance.SoinsAsync(adherent)).Count);
    }

    [SkippableTheory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/octet-stream")]
    [InlineData("pas un type")]
    public async Task A_body_that_does_not_say_that_it_is_json_is_415(string type)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.PostRawAsync(VersRo, Encoding.UTF8.GetBytes(Paiements.Ro("TYPE").ToJsonString()), type);
        Assert.Equal("type-non-pris-en-charge", answer.Problem(415));
    }

    [SkippableTheory]
    [InlineData("", "application/json")]
    [InlineData("   \n ", "application/x-ndjson")]
    [InlineData("bonjour", "application/json")]
    [InlineData("<paiement/>", "application/x-ndjson")]
    [InlineData("{\"evenementId\":", "application/json")]
    [InlineData("{'evenementId':1}", "application/json")]
    public async Task A_body_that_is_not_json_is_400(string corps, string type)
    {
        var instance = await shared.StartAsync();
        Assert.Equal("json-invalide", (await instance.PostRawAsync(VersRo, Encoding.UTF8.GetBytes(corps), type)).Problem(400));
    }

    [SkippableTheory]
    [InlineData("[]", 0)]
    [InlineData("42", 1)]
    [InlineData("[null]", 1)]
    [InlineData("[[]]", 1)]
    [InlineData("{}", 1)]
    public async Task A_body_of_which_nothing_is_accepted_is_422_with_the_same_members(string corps, int rejetes)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.PostRawAsync(VersRo, Encoding.UTF8.GetBytes(corps));
        Assert.Equal("aucun-accepte", answer.Problem(422));
        Assert.Equal((0, rejetes), (answer.Json.GetProperty("acceptes").GetInt32(), answer.Json.GetProperty("rejetes").GetArrayLength()));
    }

    [SkippableFact]
    public async Task Records_are_refused_one_by_one_and_their_neighbours_kept()
    {
        var instance = await shared.StartAsync();
        var lignes = string.Join('\n', Paiements.Ro("PARTIEL").ToJsonString(), "{pas du json", Paiements.Ro("PARTIEL", 2).AvecBrut("montant", "1.999"), "[]");

        var answer = await instance.PostRawAsync(VersRo, Encoding.UTF8.GetBytes(lignes), "application/x-ndjson");

        Assert.Equal((202, 1), (answer.Status, answer.Json.GetProperty("acceptes").GetInt32()));
        Assert.Equal(
            ["1  json", "2 montant deuxDecimales", "3  objet"],
            answer.Json.GetProperty("rejetes").EnumerateArray().Select(r => $"{r.GetProperty("index")} {r.GetProperty("membre")} {r.GetProperty("regle")}"));
        Assert.All(answer.Json.GetProperty("rejetes").EnumerateArray(), r => Assert.NotEmpty(r.GetProperty("motif").GetString()!));
        Assert.Single(await instance.SoinsAsync("PARTIEL"));
    }

    [SkippableTheory]
    [InlineData(10_000, 202)]
    [InlineData(10_001, 413)]
    public async Task Ten_thousand_records_are_the_most(int nombre, int statut)
    {
        var instance = await shared.StartAsync();
        var premier = Paiements.Ro($"MASSE-{nombre}");
        var corps = new StringBuilder("[");
        for (var n = 1; n <= nombre; n++)
        {
            var ligne = premier.Avec("ligne.ordre", n).Avec("beneficiaireId", $"B-{n / 5}").Avec("libelle", null).ToJsonString();
            corps.Append(ligne).Append(n < nombre ? ',' : ']');
        }

        var answer = await instance.PostRawAsync(VersRo, Encoding.UTF8.GetBytes(corps.ToString()));

        Assert.Equal(statut, answer.Status);
        var lignes = await instance.CountAsync("SELECT count(*) FROM ligne WHERE adherent_id = $1", $"MASSE-{nombre}");
        Assert.Equal(statut == 202 ? nombre : 0, lignes);
    }

    [SkippableTheory]
    [InlineData(false, 0, 202)]
    [InlineData(true, 0, 202)]
    [InlineData(false, 1, 413)]
    [InlineData(true, 1, 413)]
    public async Task Eight_mebibytes_are_the_most(bool parMorceaux, int deTrop, int statut)
    {
        var instance = await shared.StartAsync();
        var un = Paiements.Ro($"TAILLE-{parMorceaux}-{deTrop}").ToJsonString();
        using var contenu = new ByteArrayContent(Encoding.UTF8.GetBytes(un.PadRight((8 * 1024 * 1024) + deTrop)));
        contenu.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(VersRo, UriKind.Relative)) { Content = contenu };
        request.Headers.TransferEncodingChunked = parMorceaux;

        var answer = await instance.SendAsync(request, TestInstance.Token(null, Portees.Producteur));

        Assert.Equal(statut, answer.Status);
        if (statut == 413)
        {
            Assert.Equal("corps-trop-grand", answer.Problem(413));
        }
    }

    [SkippableFact]
    public async Task A_payment_sent_again_counts_once_and_changes_nothing()
    {
        var instance = await shared.StartAsync();
        var ro = Paiements.Ro("ENCORE");
        await instance.RoAsync(ro, ro.DeepClone(), ro.DeepClone().AsObject().Avec("evenementId", "un-autre"));
        var avant = Assert.Single(await instance.SoinsAsync("ENCORE")).GetRawText();

        await instance.RoAsync(ro);
        await instance.RoAsync(ro.Avec("evenementId", "encore-un-autre").Avec("montant", JsonNode.Parse("21.0")).Avec("inconnu", "ignoré"));

        Assert.Equal(avant, Assert.Single(await instance.SoinsAsync("ENCORE")).GetRawText());
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM ligne WHERE adherent_id = 'ENCORE'"));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM journal WHERE beneficiaire_id = 'ENCORE-02'"));
    }

    [SkippableFact]
    public async Task Two_identical_lines_of_one_statement_are_two_payments()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("JUMELLES"), Paiements.Ro("JUMELLES", 2));
        await instance.ComplementairesAsync(Paiements.Complementaire("JUMELLES"), Paiements.Complementaire("JUMELLES", 2));
        var situations = (await instance.SoinsAsync("JUMELLES")).Select(v => v.GetProperty("situation").GetString());
        Assert.Equal(["complet", "complet"], situations);
    }
}
