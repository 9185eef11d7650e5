using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;

namespace Reconciliation.Integration.Tests.ThirdPart;

/// <summary>A payment line of a stream that the service does not have: everything of it is in this file.</summary>
internal sealed record PaiementPrevoyanceEmis : PaiementEmis
{
    /// <summary>The guarantee that pays; required.</summary>
    public string? Garantie { get; init; }
}

/// <summary>A third stream beside those of the product: its part, its record, its own rule, its address.</summary>
internal static class Prevoyance
{
    private static JsonTypeInfo<PaiementPrevoyanceEmis> Json { get; } = (JsonTypeInfo<PaiementPrevoyanceEmis>)new JsonSerializerOptions(
        JsonSerializerDefaults.Web)
    { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetTypeInfo(typeof(PaiementPrevoyanceEmis));

    public static readonly Part Part = new(2, "prevoyance", "pv", "reconciliation.paiements-prevoyance", "prévoyance", "PREV");

    public static readonly PaymentStreams Streams = PaymentStreams.Product.With(Stream(Part));

    /// <summary>The same as a part for which soins wait, by rules of judging that this test only stands for.</summary>
    public static readonly PaymentStreams AwaitedStreams = PaymentStreams.Product.With(Stream(Part with { IsAwaited = true }));

    private static StreamDescription Stream(Part part) => StreamDescription.Of(
        part,
        ["garantie"],
        (record, today, fromMassTransit) => PaiementReader.Autre(record, today, fromMassTransit, Json, OwnRules),
        Json,
        paiement => LigneMapper.Autre(Part, paiement, paiement.Garantie),
        new("prevoyance", "envoyerPaiementsPrevoyance", "Envoyer des lignes de paiement de prévoyance"));

    /// <summary>The 4,00 € that complete 21,00 € of RO and 5,00 € of the complementary part.</summary>
    public static JsonObject Record(string adherent, int ordre = 1) => PaymentRecords.Ro(adherent, ordre)
        .With("evenementId", $"ev-pv-{adherent}-{ordre}")
        .With("source", "prevoyance-sante")
        .With("ligne.organisme", "PREV")
        .With("ligne.decompte", $"DPV-{adherent}")
        .With("montant", 4.00m)
        .With("payeLe", "2025-11-18")
        .With("virement", $"VPV-{adherent}")
        .With("garantie", "HOSPITALISATION")
        .Without("base").Without("taux").Without("complementaire");

    private static IEnumerable<Rejet> OwnRules(PaiementPrevoyanceEmis paiement) =>
        paiement.Garantie is { Length: > 0 } ? [] : [Regle.Refuse(Regle.Requis, "garantie")];
}
