namespace Reconciliation.Contracts;

/// <summary>The attributes of <see cref="SoinMisAJour"/> as a CloudEvent 1.0 in structured mode.</summary>
public static class EvenementSoin
{
    /// <summary>The content type of the message.</summary>
    public const string TypeDeContenu = "application/cloudevents+json";

    /// <summary><c>type</c>.</summary>
    public const string Type = "reconciliation.soin-mis-a-jour";

    /// <summary><c>source</c>.</summary>
    public const string Source = "/reconciliation";

    /// <summary><c>dataschema</c>: the <c>$id</c> of the schema of <see cref="SoinMisAJour"/>.</summary>
    public const string SchemaDesDonnees = "urn:reconciliation:schema:soin-mis-a-jour:1";

    /// <summary><c>type</c> of <see cref="EpoqueCommencee"/>.</summary>
    public const string TypeEpoque = "reconciliation.epoque-commencee";

    /// <summary><c>dataschema</c> of <see cref="EpoqueCommencee"/>.</summary>
    public const string SchemaEpoque = "urn:reconciliation:schema:epoque-commencee:1";

    /// <summary><c>type</c> of <see cref="SoinEfface"/>.</summary>
    public const string TypeEffacement = "reconciliation.soin-efface";

    /// <summary><c>dataschema</c> of <see cref="SoinEfface"/>.</summary>
    public const string SchemaEffacement = "urn:reconciliation:schema:soin-efface:1";
}
