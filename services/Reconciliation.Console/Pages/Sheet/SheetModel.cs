using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the sheet of a call: the member, and the soin in question.</summary>
public sealed record SheetModel
{
    public required string AdherentId { get; init; }

    /// <summary>The address of the member's sheet, without filters.</summary>
    public required string Address { get; init; }

    /// <summary>The address of this page, where forms lead back to.</summary>
    public required string Here { get; init; }

    /// <summary>The reason of the call; null: none was recorded.</summary>
    public required string? Motif { get; init; }

    public required SoinFilter Filtre { get; init; }

    /// <summary>The payment that the caller reads on the statement of their bank; null: nothing was said.</summary>
    public required SaidPayment? Said { get; init; }

    /// <summary>The totals of the soins of the period, whatever their situation.</summary>
    public required Synthese Synthese { get; init; }

    public required IReadOnlyList<Vue> Soins { get; init; }

    public required IReadOnlyList<ReceivedTransfer> Virements { get; init; }

    /// <summary>The address of the next page of soins; null on the last.</summary>
    public required string? Continuation { get; init; }

    /// <summary>Where following the page begins: before anything of it was read.</summary>
    public required string Since { get; init; }

    /// <summary>The soin in question; null: the member has none.</summary>
    public required SoinPageModel? Soin { get; init; }

    /// <summary>The name that tells the tab from others: the end of the member's number, which names nobody, and no health data.</summary>
    public string Tab => AdherentId.Length > TabCharacterCount ? "…" + AdherentId[^TabCharacterCount..] : AdherentId;

    private const int TabCharacterCount = 4;

    /// <summary>The address of the sheet with another soin in question.</summary>
    /// <param name="soinId">The soin.</param>
    public string For(Guid soinId) =>
        $"/soins/{soinId}{(IsOwn(soinId) ? "" : "?pour=" + Address[(Address.LastIndexOf('/') + 1)..])}";

    // A soin that names another member first is told of this one's lines only where the address says who calls.
    private bool IsOwn(Guid soinId) => !Soins.Any(s => s.SoinId == soinId && s.AdherentId != AdherentId);
}

/// <summary>The data of the soin in question.</summary>
public sealed record SoinPageModel
{
    public required SoinSheet Sheet { get; init; }

    public Vue Vue => Sheet.Vue;

    /// <summary>The member who calls.</summary>
    public required string AdherentId { get; init; }

    /// <summary>The facts, of a soin that concerns another member too only their own.</summary>
    public IReadOnlyList<LigneFacts> OwnLignes =>
        OwnParts.IsShare(Vue) ? [.. Sheet.Lignes.Where(l => l.Stored.Ligne.AdherentId == AdherentId)] : Sheet.Lignes;

    /// <summary>The last versions, the oldest first.</summary>
    public required IReadOnlyList<VersionShown> Versions { get; init; }

    /// <summary>The instant that was asked for; null: none.</summary>
    public required DateTimeOffset? Le { get; init; }

    /// <summary>The action that was just done, in words; null: none was.</summary>
    public required string? Done { get; init; }

    /// <summary>The agent who looks.</summary>
    public required string Agent { get; init; }

    public required MemberTexts Texts { get; init; }

    public required DateTimeOffset Now { get; init; }
}

/// <summary>A version of a soin.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Le">Since when it was shown.</param>
/// <param name="Cause">The cause, in words.</param>
/// <param name="Vue">The view that was shown.</param>
public sealed record VersionShown(int Number, DateTimeOffset Le, string Cause, Vue Vue);
