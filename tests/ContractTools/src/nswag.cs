// A client of one class, as NSwag makes it.
using System.Globalization;
using System.Net.Http.Headers;
using Generated;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var adherent = Given("ADHERENT");
var (reader, sender) = (Client("JETON_ESPACE"), Client("JETON_PRODUCTEUR"));

var sent = await sender.EnvoyerPaiementsRoAsync([RoLine(1), RoLine(2), RoLine(3)]);
Console.WriteLine($"sent {sent.Acceptes}");

try
{
    await sender.EnvoyerPaiementsRoAsync([RoLine(4, 21.005m)]);
}
catch (ApiException<ProblemeReponseIngestion> refused)
{
    var rejected = refused.Result.Rejetes.First();
    Console.WriteLine($"refused {rejected.Membre} {rejected.Regle}");
}

Situation[] situations = [Situation.EnRetard, Situation.Complet];
var first = await reader.ListerSoinsAsync(adherent, situation: situations, limite: 2);
var second = await reader.ListerSoinsAsync(adherent, situation: situations, limite: 2, curseur: first.CurseurSuivant);
Console.WriteLine($"pages {first.Elements.Count} {second.Elements.Count}{second.CurseurSuivant}");

var view = await reader.LireSoinAsync(first.Elements.First().SoinId);
decimal toTheAccount = view.MontantTotal.AuCompte;
Console.WriteLine($"read {Wire(view.Situation)} {toTheAccount:0.##}");

var before = await FollowAsync(null, 3);
await sender.EnvoyerPaiementsComplementairesAsync([RcLine(3)]);
var after = await FollowAsync(before[^1].Curseur, 1);
Console.WriteLine($"followed {before.Count} then {Wire(after[0].Situation)} {after[0].MontantTotal.Valeur:0.##}");

try
{
    await reader.LireSoinAsync(Guid.Parse("00000000-0000-8000-8000-000000000000"));
}
catch (ApiException<Probleme> missing)
{
    Console.WriteLine($"error {missing.Result.Type} {missing.Result.Status}");
}

static string Given(string name) => Environment.GetEnvironmentVariable("RECONCILIATION_" + name)
    ?? throw new InvalidOperationException($"RECONCILIATION_{name} is not set.");

static string Wire(Situation situation) => char.ToLowerInvariant($"{situation}"[0]) + $"{situation}"[1..];

static NSwagClient Client(string token)
{
    var http = new HttpClient { BaseAddress = new Uri(Given("URL")) };
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Given(token));
    return new(http);
}

// Reads the feed by pages from a place on, until it shows so many versions of this member.
async Task<List<ElementDeFlux>> FollowAsync(string? cursor, int count)
{
    var (own, start) = (new List<ElementDeFlux>(), TimeProvider.System.GetTimestamp());
    while (own.Count < count)
    {
        var page = await reader.LireFluxAsync(apres: cursor, limite: 200);
        own.AddRange(page.Elements.Where(e => e.AdherentId == adherent));
        cursor = page.Elements.LastOrDefault()?.Curseur ?? cursor;
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
    DateSoin = new DateOnly(2025, 11, 10 + ordre),
    ProfessionnelId = "99901000007",
    CodeActe = "G",
    Libelle = "Consultation généraliste",
    Depense = 30.00m,
    Base = 30.00m,
    Taux = 70m,
    Montant = montant,
    Destinataire = Destinataire.Assure,
    Canal = Canal.CarteVitale,
    PayeLe = new DateOnly(2025, 11, 17),
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
    DateSoin = new DateOnly(2025, 11, 10 + ordre),
    ProfessionnelId = "99901000007",
    CodeActe = "G",
    Libelle = "Consultation généraliste",
    Depense = 30.00m,
    Montant = 9.00m,
    Destinataire = Destinataire.Assure,
    Canal = Canal.CarteVitale,
    PayeLe = new DateOnly(2025, 11, 17),
    Virement = "VRC-" + adherent,
    Contrat = "MGEN-INTEGRALE",
    RegimeObligatoire = RegimeObligatoire.Mgen,
    MontantRoDeclare = 21.00m,
};
