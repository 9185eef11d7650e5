using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>The one way in which the records of this assembly are written as JSON and read back.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PaiementRoEmis))]
[JsonSerializable(typeof(PaiementComplementaireEmis))]
[JsonSerializable(typeof(IReadOnlyList<PaiementRoEmis>))]
[JsonSerializable(typeof(IReadOnlyList<PaiementComplementaireEmis>))]
[JsonSerializable(typeof(Probleme))]
[JsonSerializable(typeof(Vue))]
[JsonSerializable(typeof(SoinMisAJour))]
[JsonSerializable(typeof(EpoqueCommencee))]
[JsonSerializable(typeof(SoinEfface))]
[JsonSerializable(typeof(RepriseDeFlux))]
[JsonSerializable(typeof(Page<Vue>))]
[JsonSerializable(typeof(Page<VirementRecu>))]
[JsonSerializable(typeof(VirementRecu))]
[JsonSerializable(typeof(DemandeDeSoins))]
[JsonSerializable(typeof(SoinsDAdherents))]
[JsonSerializable(typeof(SoinFhir))]
[JsonSerializable(typeof(Page<ElementDeFlux>))]
[JsonSerializable(typeof(Page<VersionDeSoin>))]
[JsonSerializable(typeof(Page<JsonElement>))]
[JsonSerializable(typeof(Page<AccesEnregistre>))]
[JsonSerializable(typeof(ReponseIngestion))]
[JsonSerializable(typeof(IReadOnlyList<Rejet>))]
[JsonSerializable(typeof(Page<LigneDePaiement>))]
[JsonSerializable(typeof(PageDeVirement))]
[JsonSerializable(typeof(Page<VueTrouvee>))]
[JsonSerializable(typeof(IReadOnlyList<TrouvePar>))]
[JsonSerializable(typeof(Synthese))]
[JsonSerializable(typeof(Page<MessageEnQuarantaine>))]
[JsonSerializable(typeof(MessageEnQuarantaineComplet))]
[JsonSerializable(typeof(ReponseRejeux))]
[JsonSerializable(typeof(DecisionDemandee))]
[JsonSerializable(typeof(DecisionPrise))]
[JsonSerializable(typeof(Page<DecisionLue>))]
[JsonSerializable(typeof(DemandeDeRejeu))]
[JsonSerializable(typeof(DemandeDeRejeux))]
[JsonSerializable(typeof(MotifsDeRefus))]
[JsonSerializable(typeof(RejetsDeDecision))]
public sealed partial class ContratsJson : JsonSerializerContext
{
    /// <summary>The context to use: accents stay readable instead of becoming escapes.</summary>
    public static ContratsJson Lisible { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
