using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;
using static Reconciliation.Integration.Tests.Contract.ExampleRecords;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// The examples of the description are answers of an instance, on a day in November 2025. Recorded again, they differ in nothing but the
/// ids, instants and cursors of the run.
/// </summary>
public sealed class ExamplesTests
{
    // A place that another history of the database handed out.
    private static readonly string ElsewhereCursor = Base64Url.EncodeToString("7.1.8d9f3c1e00008000800000000000000a.1-autre"u8);

    private static readonly DateTimeOffset Debut = new(2025, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Lisible =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, string> _recorded = new(StringComparer.Ordinal);

    [SkippableFact]
    public async Task The_committed_examples_are_what_an_instance_answers()
    {
        var clock = new ShiftedClock();
        clock.Move(Debut - clock.GetUtcNow());
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, clock: clock);
        await RecordAsync(instance);
        var folder = Directory.CreateDirectory(Repository.Contracts("examples"));
        if (Repository.Updates)
        {
            Write(folder);
        }

        var committed = folder.GetFiles().Where(IsExample)
            .ToDictionary(f => f.Name, f => File.ReadAllText(f.FullName), StringComparer.Ordinal);
        Assert.Equal(_recorded.Keys, committed.Keys.Order(StringComparer.Ordinal));
        Assert.All(_recorded, e => Assert.Equal(RecordedText.Masked(committed[e.Key]), RecordedText.Masked(e.Value)));
    }

    // The place of an import stands beside its file as long as it goes on.
    private static bool IsExample(FileInfo file) => file.Extension != ".recon-import";

    private async Task RecordAsync(TestInstance instance)
    {
        var (ro, complementaire) = (Ro(), Complementaire());
        _recorded["envoyerPaiementsRo.requete.une-ligne.json"] = Indented(new JsonArray(ro.DeepClone()));
        _recorded["envoyerPaiementsRo.requete.plusieurs.json"] = Indented(new JsonArray(ro.DeepClone(), Ro(2).With("codeActe", "K")));
        _recorded["envoyerPaiementsRo.requete.lot.ndjson"] = $"{ro.ToJsonString(Compact)}\n{Ro(3).ToJsonString(Compact)}\n";
        _recorded["envoyerPaiementsComplementaires.requete.une-ligne.json"] = Indented(new JsonArray(complementaire.DeepClone()));
        _recorded["envoyerPaiementsComplementaires.requete.lot.ndjson"] = complementaire.ToJsonString(Compact) + "\n";
        _recorded["envoyerPaiementsRo.requete.evenement.cloudevent"] = Indented(Event("reconciliation.paiement-ro-emis", ro));
        _recorded["envoyerPaiementsComplementaires.requete.evenement.cloudevent"] =
            Indented(Event("reconciliation.paiement-complementaire-emis", complementaire));
        await PostAsync(
            instance, "envoyerPaiementsRo", "/v1/paiements/ro", Indented(new JsonArray(ro.DeepClone(), Ro(6).With("montant", 21.005m))),
            202, "une-refusee");
        await PostAsync(
            instance, "envoyerPaiementsRo", "/v1/paiements/ro", _recorded["envoyerPaiementsRo.requete.evenement.cloudevent"], 202,
            "acceptee", "application/cloudevents+json");
        await PostAsync(instance, "envoyerPaiementsRo", "/v1/paiements/ro", Indented(Ro(4).Without("adherentId")), 422, "aucun-accepte");
        await PostAsync(instance, "envoyerPaiementsRo", "/v1/paiements/ro?essai=1", "{}", 400, "parametre-inconnu");
        await PostAsync(
            instance, "envoyerPaiementsComplementaires", "/v1/paiements/complementaires", Indented(complementaire), 202, "acceptee");
        await PostAsync(
            instance, "envoyerPaiementsComplementaires", "/v1/paiements/complementaires", Indented(Complementaire().With("contrat", "")),
            422, "aucun-accepte");
        await instance.RoAsync(
            Ro(5).With("dateSoin", "2025-11-18").With("payeLe", "2025-11-19").With("ligne.decompte", "20251119004512")
                .With("virement", "VRO-20251119-000124").With("transmisLe", null));
        var soins = await instance.SoinsAsync(Adherent);
        var complet = soins.Single(s => s.GetProperty("situation").GetString() == "complet").GetProperty("soinId").GetString();

        await ReadAsync(instance, "listerSoins", $"/v1/adherents/{Adherent}/soins?limite=2", Scopes.Espace);
        await ReadAsync(instance, "listerVirements", $"/v1/adherents/{Adherent}/virements?limite=2", Scopes.Espace);
        _recorded["listerSoinsDAdherents.requete.deux.json"] =
            Indented(new JsonObject { ["adherents"] = new JsonArray(Adherent, "A0009999"), ["du"] = "2025-11-18" });
        await PostAsync(
            instance, "listerSoinsDAdherents", "/v1/adherents/soins", _recorded["listerSoinsDAdherents.requete.deux.json"], 200, null,
            scope: Scopes.Espace);
        await ReadAsync(instance, "listerSoins", $"/v1/adherents/{Adherent}/soins?limite=0", Scopes.Espace, 400, "parametre-invalide");
        await ReadAsync(instance, "lireSoin", $"/v1/soins/{complet}", Scopes.Espace);
        await ReadAsync(instance, "lireSoin", "/v1/soins/00000000-0000-8000-8000-000000000000", Scopes.Espace, 404, "soin-inconnu");
        await ReadAsync(instance, "lireSoinFhir", $"/v1/soins/{complet}/fhir", Scopes.Espace);
        await ReadAsync(instance, "lireJournal", $"/v1/soins/{complet}/journal", Scopes.Espace);
        // A transaction of another test on this server may hold the feed back for a while.
        await Eventually.HoldsAsync("the feed shows what was written", async () =>
            JsonNode.Parse((await instance.ReadAsync("/v1/flux?limite=1", Scopes.Espace)).Text)!["curseurSuivant"] is not null);
        await ReadAsync(instance, "lireFlux", "/v1/flux?limite=1", Scopes.Espace);
        await ReadAsync(instance, "lireFlux", "/v1/flux?apres=x", Scopes.Espace, 400, "parametre-invalide");
        await ReadAsync(instance, "lireFlux", "/v1/flux?apres=" + ElsewhereCursor, Scopes.Espace, 410, "curseur-perime");
        _recorded["lireFlux.200.en-direct.txt"] = await LiveAsync(instance);
        await ReadAsync(instance, "lireSynthese", $"/v1/adherents/{Adherent}/synthese?du=2025-01-01&au=2025-12-31", Scopes.Espace);
        await ReadAsync(instance, "lireLignes", $"/v1/soins/{complet}/lignes", Scopes.Support);
        await ReadAsync(instance, "lireVirement", "/v1/virements/VRO-20251117-000123", Scopes.Support);
        await ReadAsync(instance, "rechercher", $"/v1/recherche?q={Adherent}%2030,00&limite=1", Scopes.Support);
        await RecordQuarantineAsync(instance);
        await RecordDecisionsAsync(instance, complet!);
        await ReadAsync(instance, "listerAcces", $"/v1/acces?adherent={Adherent}&limite=1", Scopes.Supervision);
    }

    private async Task RecordQuarantineAsync(TestInstance instance)
    {
        var messages = (await instance.ReadAsync("/v1/quarantaine", Scopes.Support)).Json.GetProperty("elements").EnumerateArray().ToList();
        var (first, second) = (messages[0].GetProperty("quarantaineId").GetInt64(), messages[1].GetProperty("quarantaineId").GetInt64());
        _recorded["rejouerQuarantaine.requete.corrige.json"] =
            Indented(new JsonObject { ["corps"] = Complementaire(), ["motif"] = "Contrat rétabli par le producteur" });
        _recorded["ecarterQuarantaine.requete.json"] = Indented(new JsonObject { ["motif"] = "Renvoyé depuis par le producteur" });
        _recorded["rejouerPlusieursQuarantaines.requete.filtre.json"] =
            Indented(
                new JsonObject { ["filtre"] = new JsonObject { ["part"] = "ro", ["regle"] = "requis" }, ["motif"] = "Règle corrigée" });
        await ReadAsync(instance, "listerQuarantaine", "/v1/quarantaine?etat=ouverte&limite=1", Scopes.Support);
        await ReadAsync(instance, "lireQuarantaine", $"/v1/quarantaine/{first}", Scopes.Support);
        await ActAsync(instance, "rejouerQuarantaine", $"/v1/quarantaine/{first}/rejouer", "{}", 422, "rejeu-refuse");
        await ActAsync(
            instance, "rejouerQuarantaine", $"/v1/quarantaine/{first}/rejouer", _recorded["rejouerQuarantaine.requete.corrige.json"], 202);
        await ActAsync(
            instance, "ecarterQuarantaine", $"/v1/quarantaine/{second}/ecarter", _recorded["ecarterQuarantaine.requete.json"], 200);
        await ActAsync(
            instance, "rejouerPlusieursQuarantaines", "/v1/quarantaine/rejouer",
            _recorded["rejouerPlusieursQuarantaines.requete.filtre.json"], 200);
    }

    // The first event of the live feed, as it comes.
    private static async Task<string> LiveAsync(TestInstance instance)
    {
        using var client = instance.Client(Scopes.Espace);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/flux", UriKind.Relative));
        request.Headers.Accept.Add(new("text/event-stream"));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            if (line.Length == 0 && text.ToString().Contains("data:", StringComparison.Ordinal))
            {
                break;
            }
        }

        return text.ToString();
    }

    private async Task RecordDecisionsAsync(TestInstance instance, string soin)
    {
        var path = $"/v1/soins/{soin}/decisions";
        var remark = Indented(new JsonObject { ["type"] = "annoter", ["motif"] = "Expliqué à l'adhérent : deux versements." });
        _recorded["deciderSoin.requete.annoter.json"] = remark;
        _recorded["deciderSoin.requete.delier.json"] = Indented(new JsonObject
        {
            ["type"] = "delier",
            ["motif"] = "Deux soins du même jour, vu avec l'adhérent.",
            ["lignes"] = new JsonArray(Targeted("ro", Ro()), Targeted("complementaire", Complementaire())),
        });
        await ActAsync(instance, "deciderSoin", path + "?apercu=true", remark, 200, "apercu");
        await ActAsync(instance, "deciderSoin", path, remark, 201);
        await ActAsync(
            instance, "deciderSoin", path, Indented(new JsonObject { ["type"] = "annoter", ["motif"] = "" }), 422, "decision-invalide");
        await ActAsync(instance, "deciderSoin", path, remark, 412, "version-perimee", "\"1\"");
        await ReadAsync(instance, "listerDecisions", path, Scopes.Support);
    }

    private static JsonObject Targeted(string part, JsonObject ligne) =>
        new() { ["part"] = part, ["source"] = (string)ligne["source"]!, ["ligne"] = ligne["ligne"]!.DeepClone() };

    // On the version that is there, unless another is given.
    private async Task ActAsync(
        TestInstance instance, string call, string path, string body, int status, string? name = null, string? version = null)
    {
        var read = await instance.AskAsync(HttpMethod.Get, path[..path.LastIndexOf('/')], TestInstance.Token(null, Scopes.Support));
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(path, UriKind.Relative))
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if ((version ?? read.Headers.GetValueOrDefault("ETag")) is { } etag)
        {
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        Keep(call, await instance.SendAsync(request, TestInstance.Token(null, Scopes.Support)), status, name);
    }

    private async Task PostAsync(
        TestInstance instance, string call, string path, string body, int status, string? name, string type = "application/json",
        string scope = Scopes.Producer)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(path, UriKind.Relative))
        { Content = new StringContent(body, Encoding.UTF8, type) };
        Keep(call, await instance.SendAsync(request, TestInstance.Token(null, scope)), status, name);
    }

    private async Task ReadAsync(TestInstance instance, string call, string path, string scope, int status = 200, string? name = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add(MotifAcces.HeaderName, "Appel de l'adherent");
        Keep(call, await instance.SendAsync(request, TestInstance.Token(null, scope)), status, name);
    }

    private void Keep(string call, Answer answer, int status, string? name)
    {
        Assert.True(status == answer.Status, $"{call}: {answer.Status} {answer.Text}");
        _recorded[$"{call}.{status}{(name is null ? "" : "." + name)}.json"] = Indented(JsonNode.Parse(answer.Text)!);
    }

    // An example that differs only in values of this run stays as it was written.
    private void Write(DirectoryInfo folder)
    {
        foreach (var file in folder.GetFiles().Where(f => IsExample(f) && !_recorded.ContainsKey(f.Name)))
        {
            file.Delete();
        }

        foreach (var (name, text) in _recorded)
        {
            var path = Path.Combine(folder.FullName, name);
            if (!File.Exists(path) || RecordedText.Masked(File.ReadAllText(path)) != RecordedText.Masked(text))
            {
                File.WriteAllText(path, text);
            }
        }
    }

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Indented(JsonNode node) => node.ToJsonString(Lisible) + "\n";
}
