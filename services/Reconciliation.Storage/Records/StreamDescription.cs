using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A stream of payments, whole: its part, how its records are read, stored and read back, and its address over HTTP.</summary>
/// <param name="Part">The part.</param>
/// <param name="Record">The type of its records.</param>
/// <param name="OwnMembers">
/// Members that only its records have: they tell to which part a record belongs that does not come by a queue.
/// </param>
/// <param name="Read">Reads a record and applies every rule of the contract.</param>
/// <param name="Restore">Reads back a stored record.</param>
/// <param name="Store">Writes a record as it is stored.</param>
/// <param name="ToLigne">Makes the fact that a record states.</param>
/// <param name="Address">The address at which its records are taken over HTTP.</param>
public sealed record StreamDescription(
    Part Part,
    Type Record,
    IReadOnlyList<string> OwnMembers,
    Func<JsonElement, DateOnly, bool, PaiementReading> Read,
    StreamDescription.Restoring Restore,
    Func<PaiementEmis, byte[]> Store,
    Func<PaiementEmis, Ligne> ToLigne,
    PaymentAddress Address)
{
    /// <summary>Reads back a stored record.</summary>
    /// <param name="content">The JSON in UTF-8.</param>
    public delegate PaiementEmis Restoring(ReadOnlySpan<byte> content);

    /// <summary>Describes a stream.</summary>
    /// <typeparam name="T">The type of its records.</typeparam>
    /// <param name="part">The part.</param>
    /// <param name="ownMembers">Members that only its records have.</param>
    /// <param name="read">Reads a record and applies every rule of the contract.</param>
    /// <param name="type">The JSON in which its records are stored.</param>
    /// <param name="toLigne">Makes the fact that a record states.</param>
    /// <param name="address">The address at which its records are taken over HTTP.</param>
    public static StreamDescription Of<T>(
        Part part,
        IReadOnlyList<string> ownMembers,
        Func<JsonElement, DateOnly, bool, PaiementReading> read,
        JsonTypeInfo<T> type,
        Func<T, Ligne> toLigne,
        PaymentAddress address)
        where T : PaiementEmis => new(
        part,
        typeof(T),
        ownMembers,
        read,
        content => JsonSerializer.Deserialize(content, type)!,
        paiement => JsonSerializer.SerializeToUtf8Bytes((T)paiement, type),
        paiement => toLigne((T)paiement),
        address);
}

/// <summary>The address at which the records of a stream are taken over HTTP, and its names in the description of the API.</summary>
/// <param name="Segment">The last segment of the path, after <c>/v1/paiements/</c>.</param>
/// <param name="Operation">The name of the operation.</param>
/// <param name="Summary">The purpose of the operation, in French.</param>
public sealed record PaymentAddress(string Segment, string Operation, string Summary);
