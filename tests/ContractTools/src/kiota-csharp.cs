// A client of request builders, as Kiota makes it for .NET.
using System.Globalization;
using Generated;
using Generated.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var adherent = Given("ADHERENT");
var (reader, sender) = (Client("JETON_ESPACE"), Client("JETON_PRODUCTEUR"));

var sent = await sender.V1.Paiements.Ro.PostAsync([RoLine(1), RoLine(2), RoLine(3)]);
Console.WriteLine($"sent {sent!.Acceptes}");

try
{
    await sender.V1.Paiements.Ro.PostAsync([RoLine(4, 21.005m)]);
}
catch (ProblemeReponseIngestion refused)
{
    var rejected = refused.Rejetes!.First();
    Console.WriteLine($"refused {rejected.Membre} {rejected.Regle}");
}

var first = await ListAsync(null);
var second = await ListAsync(first.CurseurSuivant);
Console.WriteLine($"pages {first.Elements!.Count} {second.Elements!.Count}{second.CurseurSuivant}");

var view = await reader.V1.Soins[first.Elements[0].SoinId!.Value].GetAsync();
decimal toTheAccount = view!.MontantTotal!.AuCompte!.Value;
Console.WriteLine($"read {Wire(view.Situation!.Value)} {toTheAccount:0.##}");

var before = await FollowAsync(null, 3);
await sender.V1.Paiements.Complementaires.PostAsync([RcLine(3)]);
var after = await FollowAsync(before[^1].Curseur, 1);
Console.WriteLine($"followed {before.Count} then {Wire(after[0].Situation!.Value)} {after[0].MontantTotal!.Valeur:0.##}");

try
{
    await reader.V1.Soins[Guid.Parse("00000000-0000-8000-8000-000000000000")].GetAsync();
}
catch (Probleme missing)
{
    Console.WriteLine($"error {missing.Type} {missing.Status}");
}

static string Given(string name) => Environment.GetEnvironmentVariable("RECONCILIATION_" + name)
    ?? throw new InvalidOperationException($"RECONCILIATION_{name} is not set.");

static string Wire(Situation situation) => char.ToLowerInvariant($"{situation}"[0]) + $"{situation}"[1..];

static KiotaClient Client(string token) =>
    new(new HttpClientRequestAdapter(new BaseBearerTokenAuthenticationProvider(new GivenToken(Given(token)))) { BaseUrl = Given("URL") });

async Task<PageVue> ListAsync(string? cursor) => (await reader.V1.Adherents[adherent].Soins.GetAsync(o =>
{
    o.QueryParameters.Situation = [Situation.EnRetard, Situation.Complet];
    (o.QueryParameters.Limite, o.QueryParameters.Curseur) = (2, cursor);
}))!;

// Reads the feed by pages from a place on, until it shows so many versions of this member.
async Task<List<ElementDeFlux>> FollowAsync(string? cursor, int count)
{
    var (own, start) = (new List<ElementDeFlux>(), TimeProvider.System.GetTimestamp());
    while (own.Count < count)
    {
        var page = await reader.V1.Flux.GetAsync(o => (o.QueryParameters.Apres, o.QueryParameters.Limite) = (cursor, 200));
        own.AddRange(page!.Elements!.Where(e => e.AdherentId == adherent));
        cursor = page.Elements!.LastOrDefault()?.Curseur ?? cursor;
        if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMinutes(1))
        {
            throw new TimeoutException("The feed does not show it.");
        }
    }

    return own;
}

PaiementRoEmis RoLine(int ordre, decimal montant = 21.00m) => new()
{
    EvenementId = $"ev-RO-{adherent}-{ordre}",
    Source = "ameli",
    Ligne = new() { Organisme = "RO", Decompte = "DRO-" + adherent, Ordre = ordre },
    Nature = Nature.Paiement,
    AdherentId = adherent,
    BeneficiaireId = adherent + "-02",
    DateSoin = new Date(2025, 11, 10 + ordre),
    ProfessionnelId = "99901000007",
    CodeActe = "G",
    Libelle = "Consultation généraliste",
    Depense = 30.00m,
    Base = 30.00m,
    Taux = 70m,
    Montant = montant,
    Destinataire = Destinataire.Assure,
    Canal = Canal.CarteVitale,
    PayeLe = new Date(2025, 11, 17),
    Virement = "VRO-" + adherent,
    Complementaire = Complementaire.Mgen,
};

PaiementComplementaireEmis RcLine(int ordre) => new()
{
    EvenementId = $"ev-RC-{adherent}-{ordre}",
    Source = "mgen-sante",
    Ligne = new() { Organisme = "RC", Decompte = "DRC-" + adherent, Ordre = ordre },
    Nature = Nature.Paiement,
    AdherentId = adherent,
    BeneficiaireId = adherent + "-02",
    DateSoin = new Date(2025, 11, 10 + ordre),
    ProfessionnelId = "99901000007",
    CodeActe = "G",
    Libelle = "Consultation généraliste",
    Depense = 30.00m,
    Montant = 9.00m,
    Destinataire = Destinataire.Assure,
    Canal = Canal.CarteVitale,
    PayeLe = new Date(2025, 11, 17),
    Virement = "VRC-" + adherent,
    Contrat = "MGEN-INTEGRALE",
    RegimeObligatoire = RegimeObligatoire.Mgen,
    MontantRoDeclare = 21.00m,
};

/// <summary>A token that one has, for whatever address.</summary>
internal sealed class GivenToken(string token) : IAccessTokenProvider
{
    public AllowedHostsValidator AllowedHostsValidator { get; } = new();

    public Task<string> GetAuthorizationTokenAsync(
        Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(token);
}
