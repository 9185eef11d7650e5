using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Takes valid lines and returns once they are durable: confirmed by the broker where there is one, else committed by the engine of
/// this process. In every host it is <see cref="PaymentPublisher.DepositAsync"/>: the way in by HTTP is the way in by queue.
/// </summary>
/// <param name="part">The stream.</param>
/// <param name="lignes">The lines.</param>
/// <param name="cancellationToken">Gives up; what was taken by then may be sent again without harm.</param>
public delegate Task DepositLignes(Part part, IReadOnlyList<ReceivedLigne> lignes, CancellationToken cancellationToken);
